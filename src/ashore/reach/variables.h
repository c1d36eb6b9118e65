// SPDX-License-Identifier: Apache-2.0
// Variables of a program whose every value is known: they lie at a place that instructions name,
// what is stored there is a number, and their address goes nowhere else.
//
// This trusts that nobody writes to a variable by an address that was made for another one, as
// over the end of an array.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <vector>

#include "ashore/elf/elf.h"
#include "ashore/reach/walk.h"

namespace ashore::reach {

class Variables {
 public:
  // Of all A32 code that the walk has reached. Where there is other code, none is known.
  explicit Variables(const Walk& walk);

  // All values of the word at an address, the one that it begins with included. Empty: it may have
  // others, or nothing is ever stored there.
  std::optional<std::vector<std::uint64_t>> values(std::uint64_t address) const;

 private:
  class Run;
  bool is_writable(std::uint64_t address) const;
  void read_pointers();
  // Its address is where others may find it.
  void give_away(std::optional<std::uint32_t> value) {
    if (value && is_writable(*value)) given_away_.insert(*value);
  }

  const Walk& walk_;
  const CodeView& view_;
  std::vector<ElfSegment> segments_;
  bool is_known_ = true;
  std::map<std::uint64_t, std::set<std::uint32_t>> stored_;
  std::set<std::uint64_t> unknown_;  // words where something was stored that is not known
  std::set<std::uint64_t> given_away_;
};

}  // namespace ashore::reach
