// SPDX-License-Identifier: Apache-2.0
// What is proven about bytes says what they cannot be as well.
#include "ashore/reach/walk.h"

#include <unordered_set>

#include "ashore/flow/convention.h"

namespace ashore::reach {

bool Walk::contradicts(Place place, unsigned length) const {
  std::uint64_t end = place.address + length;
  for (std::uint64_t at = place.address & ~std::uint64_t{3}; at < end; at += 4) {
    if (data_.get(at) != Level::possible) return true;
  }
  return contradicts_code(place, length);
}

bool Walk::is_known_data(Place place, unsigned length) const {
  std::uint64_t end = place.address + length;
  for (std::uint64_t at = place.address & ~std::uint64_t{3}; at < end; at += 4) {
    if (data_.get(at) == Level::known) return true;
  }
  return false;
}

bool Walk::contradicts_code(Place place, unsigned length) const {
  std::uint64_t end = place.address + length;
  for (std::uint64_t at = place.address & ~std::uint64_t{3}; at < end; at += 4) {
    if (place.kind == CodeKind::thumb && is_at_least(Level::proven, {at, CodeKind::a32}))
      return true;
  }
  if (place.kind == CodeKind::a64 || place.kind == CodeKind::mips) return false;
  // A short instruction may begin in this one, or reach into it.
  CodeKind narrow = place.kind == CodeKind::riscv ? CodeKind::riscv : CodeKind::thumb;
  std::uint64_t at = place.address >= 2 ? place.address - 2 : 0;
  for (; at < end; at += 2) {
    Place other{at, narrow};
    if (!is_at_least(Level::proven, other) || other == place) continue;
    if (at >= place.address || step(other).length == 4) return true;
  }
  return false;
}

bool Walk::is_proven_code(std::uint64_t address) const {
  CodeKind narrow = view_.kind() == CodeKind::riscv ? CodeKind::riscv : CodeKind::thumb;
  if (is_at_least(Level::proven, {address, view_.kind()}) ||
      is_at_least(Level::proven, {address, narrow}))
    return true;
  if (view_.kind() != CodeKind::riscv && !view_.is_arm()) return false;
  Place before{address - 2, narrow};
  return is_at_least(Level::proven, {address + 2, narrow}) ||
         (is_at_least(Level::proven, before) && step(before).length == 4);
}

// What may be a pointer is none if a path from there runs into bytes that are no instruction, or
// into the middle of proven ones. Both ways of a branch are paths; what comes after a call, or
// after a call of the kernel, need not be one.
bool Walk::is_disproved(Place root) {
  constexpr std::size_t most = 400;
  std::vector<Place> waiting{root};
  std::unordered_set<std::uint64_t> seen;
  while (!waiting.empty() && seen.size() < most && doubts_left_ > 0) {
    Place place = waiting.back();
    waiting.pop_back();
    unsigned it_left = 0;
    while (!is_known(place) && doubts_left_ > 0 && seen.insert(key(place)).second) {
      --doubts_left_;
      Step now = view_.step(place, it_left > 0);
      if (now.length == 0 || now.is_strange || contradicts(place, now.length)) return true;
      bool has_target = now.flow == Flow::call || now.flow == Flow::jump;
      if (has_target && !is_possible({now.target, now.target_kind})) return true;
      if (now.flow == Flow::jump) waiting.push_back({now.target, now.target_kind});
      bool may_not_return =
          now.flow == Flow::call || now.flow == Flow::call_through || now.calls_kernel;
      if (now.ends_run() || may_not_return) break;
      it_left = now.it_block != 0 ? now.it_block : it_left - (it_left > 0 ? 1 : 0);
      place.address += now.is_delayed ? 8 : now.length;
    }
  }
  return false;
}

bool Walk::is_possible(Place place) const {
  unsigned unit = flow::convention_of(place.kind).unit;
  return place.address % unit == 0 && view_.is_code(place.address) && !contradicts(place, unit);
}

}  // namespace ashore::reach
