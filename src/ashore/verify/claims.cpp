// SPDX-License-Identifier: Apache-2.0
#include "ashore/verify/claims.h"

#include <algorithm>

namespace ashore::verify {

std::vector<Stretch> spread(const std::vector<Stretch>& claims, const elf::LoadedImage& image) {
  std::vector<Stretch> all;
  auto add = [&all](Stretch stretch) {
    if (stretch.begin >= stretch.end) return;
    bool goes_on = !all.empty() && all.back().end == stretch.begin &&
                   all.back().knowledge == stretch.knowledge && all.back().mode == stretch.mode &&
                   stretch.knowledge != Knowledge::code;
    if (goes_on)
      all.back().end = stretch.end;
    else
      all.push_back(stretch);
  };
  auto claim = claims.begin();
  for (const elf::CodeRange& range : image.code()) {
    std::uint64_t at = range.address, end = range.address + range.size;
    while (claim != claims.end() && claim->end <= at) ++claim;
    for (auto next = claim; next != claims.end() && next->begin < end; ++next) {
      Stretch cut = *next;
      cut.begin = std::max(cut.begin, at);
      cut.end = std::min(cut.end, end);
      add({at, cut.begin, Knowledge::unknown, isa::Mode::a32});
      add(cut);
      at = cut.end;
    }
    add({at, end, Knowledge::unknown, isa::Mode::a32});
  }
  return all;
}

std::vector<Stretch> agreed(std::vector<Stretch> claims) {
  std::ranges::sort(claims, {}, &Stretch::begin);
  std::vector<Stretch> kept;
  std::uint64_t reached = 0;
  bool last_is_kept = false;
  for (const Stretch& claim : claims) {
    if (claim.begin < reached) {
      if (last_is_kept) kept.pop_back();
      last_is_kept = false;
    } else {
      kept.push_back(claim);
      last_is_kept = true;
    }
    reached = std::max(reached, claim.end);
  }
  return kept;
}

}  // namespace ashore::verify
