// SPDX-License-Identifier: Apache-2.0
// The addresses of a unit that lie in several places: .debug_ranges and .debug_rnglists. Source:
// DWARF 4, section 2.17.3; DWARF 5, sections 2.17.3 and 7.25.
#pragma once

#include <cstdint>
#include <functional>

#include "ashore/elf/debug_sections.h"
#include "ashore/elf/dwarf_forms.h"

namespace ashore::elf {

class UnitRanges {
 public:
  // `debug` must outlive this.
  explicit UnitRanges(const DebugBytes& debug)
      : debug_(debug), entries_left_((debug.ranges.size() + debug.range_lists.size()) / 2) {}

  using Visit = std::function<void(std::uint64_t begin, std::uint64_t end)>;

  // Calls `visit` for each range of the list that the attribute names. All lists together are not
  // longer than their sections: units that share one are cut short.
  void visit(const AttributeValue& list, std::uint64_t base, const UnitShape& shape,
             const UnitBases& bases, const Visit& visit);

 private:
  void visit_pairs(std::uint64_t at, std::uint64_t base, const UnitShape& shape,
                   const Visit& visit);
  void visit_list(std::uint64_t at, std::uint64_t base, const UnitShape& shape,
                  const UnitBases& bases, const Visit& visit);
  bool spend() { return entries_left_ > 0 && entries_left_-- > 0; }

  const DebugBytes& debug_;
  std::uint64_t entries_left_;
};

}  // namespace ashore::elf
