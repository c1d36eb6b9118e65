// SPDX-License-Identifier: Apache-2.0
// Who refers to a place in the code of a program: direct branches and calls, and whatever takes its
// address.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "ashore/reach/code_view.h"
#include "ashore/verify/code_pieces.h"
#include "ashore/verify/code_words.h"
#include "ashore/verify/functions.h"

namespace ashore::verify {

// An instruction, as far as it matters for where control goes.
struct Leads {
  unsigned length = 4;
  bool has_target = false, is_call = false;
  bool goes_on = true;  // to the next one
  std::uint64_t target = 0;
};

struct Reference {
  std::uint64_t target = 0, site = 0;
  auto operator<=>(const Reference&) const = default;
};

// Of ARM and AArch64; others have none.
class References {
 public:
  References(const elf::LoadedImage& image, const ElfFacts& facts,
             const std::vector<Stretch>& stretches);

  bool is_known() const { return view_.has_value() || is_a64_; }
  // Of ARM: its instructions.
  bool has_view() const { return view_.has_value(); }
  const reach::CodeView& view() const { return *view_; }
  bool is_a64() const { return is_a64_; }
  Leads leads(std::uint64_t address, isa::Mode mode) const;
  // The sites that branch to an address in [begin, end).
  std::vector<Reference> to(std::uint64_t begin, std::uint64_t end) const;
  // Whether something but a direct branch may lead to that address: a pointer in the file, or an
  // instruction that makes the address.
  bool is_taken(std::uint64_t address) const;
  // The function of another file that the code there jumps to by a slot of the loader's; empty:
  // it is no such code.
  std::string import_at(std::uint64_t address) const;
  // Whether it calls that function of another file by such a slot.
  bool imports(std::string_view name) const;
  // Where the function that holds the address begins: at its symbol, else where the nearest call
  // before it leads to.
  std::optional<std::uint64_t> begin_of(std::uint64_t address, const Functions& functions) const;
  // The addresses of the instructions from `begin` to `end`.
  std::vector<std::uint64_t> instructions(std::uint64_t begin, std::uint64_t end,
                                          isa::Mode mode) const;

 private:
  bool find_taken(std::uint64_t address) const;
  void index(const Stretch& stretch);
  void index_addresses(std::uint64_t address, isa::Mode mode);
  std::vector<std::uint32_t> recently_in(reach::Register reg) const;
  void index_values(const reach::Step& step);

  const elf::LoadedImage& image_;
  CodeWords code_;
  std::optional<reach::CodeView> view_;
  bool is_a64_ = false;
  std::vector<Reference> branches_;              // sorted
  std::vector<std::uint64_t> call_targets_;      // sorted
  std::vector<std::uint64_t> taken_;             // sorted, without the Thumb bit
  mutable std::map<std::uint64_t, bool> known_;  // what is_taken found out
  std::map<std::uint64_t, std::string> slots_;   // of functions of other files
  // While the code is gone through: numbers that registers came to hold a little before.
  std::deque<std::pair<reach::Register, std::uint32_t>> recent_;
  std::set<std::uint32_t> literals_;     // all that are loaded
  std::set<std::uint16_t> high_halves_;  // of addresses whose other half is not known
  std::set<std::uint64_t> relative_;     // places of pc to which an unknown number is added
};

}  // namespace ashore::verify
