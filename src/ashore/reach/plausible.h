// SPDX-License-Identifier: Apache-2.0
// Whether the address of something in executable memory is surely one of code. Old linkers put
// constants beside code, and their addresses are taken just as well.
#pragma once

#include <cstdint>
#include <vector>

#include "ashore/reach/code_view.h"

namespace ashore::reach {

class FunctionStarts {
 public:
  // `unwound`: where functions begin by the tables for exceptions, ascending.
  FunctionStarts(const CodeView& view, std::vector<std::uint64_t> unwound);

  // A function begins here, by those tables or as far as its first instructions tell.
  bool includes(Place place) const;
  // The same, by those tables or because it begins as other bytes hardly ever do.
  bool surely_includes(Place place) const;
  // Section headers say where code lies.
  bool knows_sections() const { return !code_sections_.empty(); }
  // Nobody would write that by chance: a table says so, or the return address is saved first.
  bool is_known(Place place) const;

 private:
  bool reads_as_code(Place place) const;
  bool saves_return(Place place) const;
  bool is_all_unconditional(Place place) const;
  const CodeView& view_;
  std::vector<std::uint64_t> unwound_;
  // Sections of code, where headers tell.
  struct Section {
    std::uint64_t begin = 0, end = 0;
  };
  std::vector<Section> code_sections_;
};

}  // namespace ashore::reach
