// SPDX-License-Identifier: Apache-2.0
#include "ashore/verify/code_graph.h"

#include <algorithm>
#include <bit>

#include "ashore/verify/arm_words.h"

namespace ashore::verify {

namespace {

// A span lies in one segment; what is not in the file ends it.
std::span<const std::byte> bytes_of(const elf::LoadedImage& image, const CodeSpan& code) {
  std::optional<std::span<const std::byte>> rest = image.rest_at(code.begin);
  if (!rest) return {};
  return rest->first(std::min<std::uint64_t>(rest->size(), code.end - code.begin));
}

}  // namespace

bool has_system_call(const elf::LoadedImage& image, const CodeSpan& code) {
  std::span<const std::byte> bytes = bytes_of(image, code);
  std::size_t step = code.mode == isa::Mode::thumb || code.mode == isa::Mode::riscv ? 2 : 4;
  for (std::size_t at = 0; at + step <= bytes.size(); at += step)
    if (glance(code.mode, image.endian(), bytes.subspan(at)).is_system_call) return true;
  return false;
}

CodeGraph::CodeGraph(const elf::LoadedImage& image, std::span<const CodeSpan> spans)
    : image_(image), spans_(spans), begins_(spans.size()) {
  for (std::uint32_t span = 0; span < spans.size(); ++span) read(span);
  std::ranges::stable_sort(ways_, {}, &Way::target);
}

bool CodeGraph::is_variable(std::uint32_t span) const {
  return spans_[span].mode == isa::Mode::thumb || spans_[span].mode == isa::Mode::riscv;
}

void CodeGraph::read(std::uint32_t span) {
  const CodeSpan& code = spans_[span];
  std::span<const std::byte> bytes = bytes_of(image_, code);
  std::size_t step = is_variable(span) ? 2 : 4;
  if (is_variable(span)) begins_[span].resize(bytes.size() / 2 + 1);
  std::size_t at = 0;
  while (at + step <= bytes.size()) {
    Place place{span, code.begin + at};
    Glance seen = glance(code.mode, image_.endian(), bytes.subspan(at));
    if (is_variable(span)) begins_[span][at / 2] = true;
    if (seen.is_system_call) system_calls_.push_back(place);
    at += seen.length;
    if (!seen.may_branch || code.is_doubtful) continue;
    std::optional<Effect> effect = effect_of(image_, code.mode, place.address);
    if (effect && effect->target) ways_.push_back({*effect->target, place});
  }
}

bool CodeGraph::begins_at(std::uint32_t span, std::uint64_t address) const {
  const CodeSpan& code = spans_[span];
  if (address < code.begin || address >= code.end) return false;
  return is_variable(span) ? begins_[span][(address - code.begin) / 2] : true;
}

std::optional<Place> CodeGraph::before(const Place& place) const {
  std::uint32_t span = place.span;
  if (place.address <= spans_[span].begin) {
    // Spans are by address, with one more of the other mode between them at most.
    bool found = false;
    for (std::uint32_t back = 1; back <= 2 && back <= place.span && !found; ++back) {
      span = place.span - back;
      found = spans_[span].end == place.address && spans_[span].mode == mode(place);
    }
    if (!found) return std::nullopt;
  }
  for (std::uint64_t length : {2U, 4U}) {
    bool possible = is_variable(span) || length == 4;
    if (possible && place.address >= length && begins_at(span, place.address - length))
      return Place{span, place.address - length};
  }
  return std::nullopt;
}

// IT covers up to four instructions: as many as stand above the lowest bit that is set in its mask.
// The bit of each tells whether it has IT's condition or the opposite one.
std::optional<unsigned> CodeGraph::condition_by_it(const Place& place) const {
  std::optional<Place> earlier = before(place);
  for (int distance = 1; distance <= 4 && earlier; ++distance, earlier = before(*earlier)) {
    std::optional<std::uint16_t> half = thumb_halfword(image_, earlier->address);
    if (!half || (*half & 0xff00) != 0xbf00 || (*half & 15) == 0) continue;
    unsigned mask = *half & 15, first = (*half >> 4) & 15;
    if (distance > 4 - std::countr_zero(mask)) return std::nullopt;
    if (distance == 1) return first;
    return (first & 14) | ((mask >> (5 - distance)) & 1);
  }
  return std::nullopt;
}

std::optional<Effect> CodeGraph::effect(const Place& place) const {
  std::optional<Effect> effect = effect_of(image_, mode(place), place.address);
  if (!effect || mode(place) != isa::Mode::thumb) return effect;
  if (std::optional<unsigned> condition = condition_by_it(place)) {
    effect->is_conditional = *condition < 14;
    effect->condition = *condition;
    if (!effect->is_conditional) return effect;
    effect->may_be_passed();
  }
  return effect;
}

std::span<const Way> CodeGraph::ways_to(const Place& place) const {
  auto [first, last] = std::ranges::equal_range(ways_, place.address, {}, &Way::target);
  return {first, last};
}

}  // namespace ashore::verify
