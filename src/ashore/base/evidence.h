// SPDX-License-Identifier: Apache-2.0
// A fact is a value and where it came from. What nobody said stays missing: unknown is not "no".
#pragma once

#include <optional>
#include <string>

namespace ashore {

struct Evidence {
  std::string source;  // "/proc/cpuinfo"
  std::string text;    // "Features: half thumb fastmult"
  bool operator==(const Evidence&) const = default;
};

template <class T> struct Fact {
  T value;
  Evidence evidence;
  bool operator==(const Fact&) const = default;
};

template <class T> using MaybeFact = std::optional<Fact<T>>;

}  // namespace ashore
