// SPDX-License-Identifier: Apache-2.0
// What is known once branches were followed.
#include "ashore/reach/walk.h"

#include <algorithm>
#include <functional>

#include "ashore/flow/convention.h"

namespace ashore::reach {

namespace {

// Sorts all if so many at the beginning are sorted, and keeps one of those that are the same.
template <class T, class Less, class Same>
void sort_rest(std::vector<T>& all, std::size_t& sorted, Less less, Same same) {
  if (sorted == all.size()) return;
  auto rest = all.begin() + static_cast<std::ptrdiff_t>(sorted);
  std::sort(rest, all.end(), less);
  std::inplace_merge(all.begin(), rest, all.end(), less);
  all.erase(std::unique(all.begin(), all.end(), same), all.end());
  sorted = all.size();
}

}  // namespace

bool Walk::is_at_least(Level level, Place place) const {
  std::uint32_t run = run_at(place);
  return run != 0 && runs_[run].level >= level;
}

Condition Walk::condition(Place place) const {
  Step here = written(place);
  if ((entry_of(place) & it_flag) == 0 || here.condition != Condition::other) return here.condition;
  // Of the block's four, three may lie between, and the longest have 4 bytes.
  constexpr std::uint64_t most = 2 + 3 * 4;
  for (std::uint64_t back = 2; back <= most && back <= place.address; back += 2) {
    Place at{place.address - back, place.kind};
    if (!is_known(at)) continue;
    Step block = written(at);
    if (block.it_block == 0) continue;
    unsigned number = 0;
    for (at.address += block.length; at.address < place.address; ++number) {
      unsigned length = is_known(at) ? written(at).length : 0;
      if (length == 0) return Condition::other;
      at.address += length;
    }
    return at == place ? block.condition_in_block(number) : Condition::other;
  }
  return Condition::other;
}

void Walk::sort_branches() {
  auto less = [](const Branch& a, const Branch& b) {
    if (a.to != b.to) return a.to < b.to;
    return a.from != b.from ? a.from < b.from : a.level > b.level;
  };
  auto same = [](const Branch& a, const Branch& b) { return a.to == b.to && a.from == b.from; };
  sort_rest(branches_, sorted_branches_, less, same);
  std::size_t before = sorted_data_addresses_;
  sort_rest(data_addresses_, sorted_data_addresses_, std::less(), std::equal_to());
  if (sorted_data_addresses_ != before) last_new_data_ = changes_.now();
}

std::uint64_t Walk::next_data(std::uint64_t address) const {
  auto next = std::ranges::upper_bound(data_addresses_, address);
  return next == data_addresses_.end() ? ~std::uint64_t{0} : *next;
}

void Walk::predecessors(Place place, std::vector<Predecessor>& found) const {
  auto add_if_falls = [&](std::uint64_t before, unsigned length) {
    if (place.address < before) return;
    Place previous{place.address - before, place.kind};
    if (!is_known(previous)) return;
    const Step& previous_step = step(previous);
    if (previous_step.length != length || previous_step.ends_run()) return;
    // The slot of a jump that is likely is executed if it jumps, else what is behind the slot.
    bool enters_slot = previous_step.is_delayed && previous_step.is_likely;
    found.push_back({previous, enters_slot, Level::known});
  };
  if (flow::convention_of(place.kind).unit == 2) add_if_falls(2, 2);
  add_if_falls(4, 4);
  bool is_behind_slot = place.kind == CodeKind::mips && place.address >= 8 &&
                        (entry_of({place.address - 4, place.kind}) & slot_flag) != 0;
  if (is_behind_slot && is_known({place.address - 8, place.kind})) {
    Place over_slot{place.address - 8, place.kind};
    Step likely = written(over_slot);
    if (likely.is_likely && likely.is_conditional())
      found.push_back({over_slot, false, Level::known});
  }
  if (!is_joined(place)) return;
  Packed to = packed(place);
  std::vector<Branch>::const_iterator branch =
      std::ranges::lower_bound(branches_, to, {}, &Branch::to);
  for (; branch != branches_.end() && branch->to == to; ++branch)
    found.push_back({unpacked(branch->from), true, branch->level});
}

std::vector<Reached> Walk::reached() const {
  std::vector<Reached> all;
  auto add = [&](const InstructionMap<std::uint32_t>& instructions, CodeKind kind) {
    std::size_t first = all.size();
    instructions.for_each([&](std::uint64_t address, std::uint32_t entry) {
      Place place{address, kind};
      std::uint64_t end = address + written(place).length;
      // What is read as data was taken for code behind a call that does not return.
      bool is_certain = runs_[entry >> flag_bits].level == Level::known && !is_data(address);
      Certainty certainty = is_certain ? Certainty::certain : Certainty::possible;
      bool continues =
          all.size() > first && all.back().end == address && all.back().certainty == certainty;
      if (continues)
        all.back().end = end;
      else
        all.push_back({address, end, kind, certainty});
    });
  };
  add(thumb_, CodeKind::thumb);
  add(wide_, view_.kind());
  std::ranges::sort(all, {}, [](const Reached& r) { return std::pair(r.begin, r.kind); });
  return all;
}

}  // namespace ashore::reach
