// SPDX-License-Identifier: Apache-2.0
// Variables of a program that may hold what it found out about the CPU, and what is known of their
// values while its code is gone through.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <vector>

#include "ashore/verify/known_value.h"

namespace ashore::verify {

// One word of writable memory.
struct WatchedVariable {
  std::uint64_t address = 0;
  // Addresses from which code comes to it: its own, and of what it is a part of.
  std::set<std::uint64_t> bases;
  KnownValue initial, value;
  bool is_lost = false;             // something may write to it that is not seen
  std::set<std::uint64_t> readers;  // where to look again when the value changes
};

class Watched {
 public:
  static constexpr std::size_t most = 32;

  void add(const WatchedVariable& variable) { variables_.push_back(variable); }
  std::vector<WatchedVariable>& all() { return variables_; }
  const std::vector<WatchedVariable>& all() const { return variables_; }

  // A bit for each variable whose address the value is, or may be.
  std::uint32_t pointed_to(const KnownValue& value) const {
    if (!value.is_number()) return value.pointers;
    std::uint32_t bits = value.pointers;
    for (std::size_t i = 0; i < variables_.size(); ++i) {
      const WatchedVariable& variable = variables_[i];
      bool is_inside = value.ones >= variable.address && value.ones < variable.address + 4;
      if (is_inside || variable.bases.contains(value.ones)) bits |= std::uint32_t{1} << i;
    }
    return bits;
  }
  void lose(std::uint32_t bits) {
    for (std::size_t i = 0; i < variables_.size(); ++i)
      if ((bits >> i & 1) != 0) variables_[i].is_lost = true;
  }
  WatchedVariable* at(std::uint64_t address) {
    for (WatchedVariable& variable : variables_)
      if (address >= variable.address && address < variable.address + 4) return &variable;
    return nullptr;
  }

 private:
  std::vector<WatchedVariable> variables_;
};

}  // namespace ashore::verify
