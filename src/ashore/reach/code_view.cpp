// SPDX-License-Identifier: Apache-2.0
#include "ashore/reach/code_view.h"

#include <algorithm>

#include "ashore/base/byte_reader.h"
#include "ashore/elf/elf.h"
#include "ashore/elf/format.h"
#include "ashore/elf/sections.h"
#include "ashore/flow/a32.h"
#include "ashore/flow/thumb.h"

namespace ashore::reach {

namespace {

constexpr std::uint32_t ef_arm_be8 = 0x00800000;

}  // namespace

Expected<CodeView> CodeView::of(const elf::LoadedImage& image) {
  if (image.machine() != elf::em_arm)
    return failure(ErrorKind::bad_input, "code for machine " + std::to_string(image.machine()) +
                                             " is not followed by its branches");
  TRY_ASSIGN(ElfFacts facts, elf::read_head(image.file()));
  CodeView view;
  view.image_ = &image;
  view.is_arm_ = true;
  view.has_fixed_addresses_ = image.type() != ElfType::shared;
  if (image.is_64()) view.address_mask_ = ~std::uint64_t{0};
  view.code_endian_ = image.endian();
  if (view.is_arm_ && (facts.flags & ef_arm_be8) != 0) view.code_endian_ = Endian::little;
  bool has_table_behind_header =
      ByteReader(image.file(), image.endian()).u32(image.is_64() ? 32 : 28) ==
      (image.is_64() ? 64U : 52U);
  std::uint64_t table_size = facts.segments.size() * (image.is_64() ? 56 : 32);
  std::uint64_t headers_size =
      (image.is_64() ? 64 : 52) + (has_table_behind_header ? table_size : 0);
  for (const elf::LoadedBytes& loaded : image.loaded()) {
    Range range{loaded.address, loaded.bytes, image.is_code(loaded.address), true};
    for (const ElfSegment& segment : facts.segments) {
      if (segment.is_load() && segment.address == loaded.address)
        range.is_writable = segment.is_writable();
    }
    if (image.offset_of(range.address, 1) == std::uint64_t{0}) {
      view.headers_begin_ = range.address;
      view.headers_end_ = range.address + headers_size;
    }
    view.ranges_.push_back(range);
  }
  return view;
}

const CodeView::Range* CodeView::loaded_range_of(std::uint64_t address) const {
  for (const Range& range : ranges_) {
    if (address >= range.address && address - range.address < range.bytes.size()) return &range;
    if (address < range.address) break;
  }
  return nullptr;
}

std::optional<std::uint32_t> CodeView::code_number(std::uint64_t address, unsigned size) const {
  const Range* range = range_of(address);
  if (range == nullptr) return std::nullopt;
  std::uint64_t within = address - range->address;
  if (range->bytes.size() - within < size) return std::nullopt;
  std::uint32_t value = 0;
  if (size == 4 && code_endian_ == Endian::little) {
    for (unsigned i = 0; i < 4; ++i)
      value |= std::to_integer<std::uint32_t>(range->bytes[within + i]) << (8 * i);
    return value;
  }
  for (unsigned i = 0; i < size; ++i) {
    unsigned at = code_endian_ == Endian::big ? i : size - 1 - i;
    value = value << 8 | std::to_integer<std::uint32_t>(range->bytes[within + at]);
  }
  return value;
}

Step CodeView::step(Place place, bool conditional) const {
  if (place.kind == CodeKind::thumb) {
    std::optional<std::uint32_t> first = code_number(place.address, 2);
    if (!first) return {};
    std::uint16_t half = static_cast<std::uint16_t>(*first);
    if (!flow::thumb_is_wide(half))
      return flow::narrow_thumb_step(half, place.address, conditional);
    std::optional<std::uint32_t> second = code_number(place.address + 2, 2);
    if (!second) return {};
    return flow::thumb_step(half, static_cast<std::uint16_t>(*second), place.address, conditional);
  }
  std::optional<std::uint32_t> word = code_number(place.address, 4);
  return word ? flow::a32_step(*word, place.address) : Step();
}

std::optional<Place> CodeView::place_of(std::uint64_t pointer) const {
  Place place{pointer, CodeKind::other};
  if (is_arm_) {
    place.kind = (pointer & 1) != 0 ? CodeKind::thumb : CodeKind::a32;
    place.address &= ~std::uint64_t{1};
  }
  if (place.kind != CodeKind::thumb && (place.address & 3) != 0) return std::nullopt;
  if (!is_code(place.address)) return std::nullopt;
  return place;
}

std::optional<std::uint64_t> CodeView::constant(std::uint64_t address, unsigned size) const {
  const Range* range = loaded_range_of(address);
  if (range == nullptr || range->is_writable) return std::nullopt;
  ByteReader reader(range->bytes, image_->endian());
  std::uint64_t within = address - range->address;
  switch (size) {
  case 1: return reader.u8(within);
  case 2: return reader.u16(within);
  case 4: return reader.u32(within);
  case 8: return reader.u64(within);
  default: return std::nullopt;
  }
}

void CodeView::believe_sections() {
  ElfFacts facts;
  facts.bits = image_->is_64() ? 64 : 32;
  facts.endian = image_->endian();
  facts.type = image_->type();
  Expected<std::vector<elf::Section>> all = elf::sections(image_->file(), facts);
  if (!all) return;
  for (const elf::Section& section : *all) {
    bool is_there = image_->offset_of(section.address, section.size) == section.offset;
    if (section.is_loaded() && section.is_in_file() && !section.is_executable() && is_there)
      data_.emplace_back(section.address, section.address + section.size);
  }
  std::ranges::sort(data_);
}

bool CodeView::is_called_data(std::uint64_t address) const {
  std::vector<std::pair<std::uint64_t, std::uint64_t>>::const_iterator next =
      std::ranges::upper_bound(data_, address, {}, [](const auto& range) { return range.first; });
  return next != data_.begin() && address < std::prev(next)->second;
}

bool CodeView::is_loaded(std::uint64_t address) const {
  return loaded_range_of(address) != nullptr;
}

}  // namespace ashore::reach
