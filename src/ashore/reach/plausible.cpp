// SPDX-License-Identifier: Apache-2.0
#include "ashore/reach/plausible.h"

#include <algorithm>

#include "ashore/elf/sections.h"

namespace ashore::reach {

FunctionStarts::FunctionStarts(const CodeView& view, std::vector<std::uint64_t> unwound)
    : view_(view), unwound_(std::move(unwound)) {
  ElfFacts facts;
  facts.bits = view.image().is_64() ? 64 : 32;
  facts.endian = view.image().endian();
  Expected<std::vector<elf::Section>> all = elf::sections(view.image().file(), facts);
  if (!all) return;  // damaged headers say nothing, as stripped ones
  for (const elf::Section& section : *all) {
    if (section.is_executable() && section.is_loaded())
      code_sections_.push_back({section.address, section.address + section.size});
  }
}

bool FunctionStarts::includes(Place place) const {
  bool is_known = std::ranges::binary_search(unwound_, place.address);
  auto holds = [&](const Section& section) {
    return place.address >= section.begin && place.address < section.end;
  };
  if (!code_sections_.empty() && std::ranges::none_of(code_sections_, holds)) return false;
  return is_known || reads_as_code(place);
}

bool FunctionStarts::surely_includes(Place place) const {
  if (!includes(place)) return false;
  if (std::ranges::binary_search(unwound_, place.address)) return true;
  return place.kind == CodeKind::thumb ? saves_return(place) : is_all_unconditional(place);
}

bool FunctionStarts::is_known(Place place) const {
  if (!includes(place)) return false;
  return std::ranges::binary_search(unwound_, place.address) || saves_return(place);
}

// Some instruction may be scheduled before the one that saves the return address.
bool FunctionStarts::saves_return(Place place) const {
  Step first = view_.step(place, false);
  place.address += first.length;
  return first.saves_return || (first.flow == Flow::next && view_.step(place, false).saves_return);
}

// Every fourth byte is as it hardly ever is in Thumb code or in data.
bool FunctionStarts::is_all_unconditional(Place place) const {
  constexpr unsigned reach = 6;
  unsigned count = 0;
  for (; count < reach; ++count) {
    Step step = view_.step(place, false);
    if (step.length == 0 || step.is_conditional()) return false;
    place.address += step.length;
    if (step.ends_run()) return count > 0;
  }
  return true;
}

// Text and tables are no instructions, or such as hardly ever begin a function: most words of text
// are conditional in A32.
bool FunctionStarts::reads_as_code(Place place) const {
  constexpr unsigned length = 24;
  unsigned conditional = 0, count = 0;
  for (; count < length; ++count) {
    Step step = view_.step(place, false);
    if (step.length == 0) return false;
    if (step.is_conditional()) ++conditional;
    if (count == 0 && (step.is_conditional() || step.flow == Flow::stop)) return false;
    if (step.ends_run()) break;
    place.address += step.length;
  }
  return conditional * 2 <= count;
}

}  // namespace ashore::reach
