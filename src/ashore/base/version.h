// SPDX-License-Identifier: Apache-2.0
// A dotted version number: "2.6.36.4brcmarm" is {2, 6, 36, 4}.
#pragma once

#include <compare>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ashore {

struct Version {
  std::vector<unsigned> parts;
  bool operator==(const Version&) const = default;
  // Part by part. Not defaulted: the libc++ of macOS has no `<=>` for vectors.
  std::strong_ordering operator<=>(const Version& other) const;
};

// Reads leading numbers between dots and ignores what follows; no answer if there is no number at
// all.
std::optional<Version> parse_version(std::string_view text);
std::string to_string(const Version& version);

}  // namespace ashore
