// SPDX-License-Identifier: Apache-2.0
#include "ashore/reach/code_view.h"

#include <algorithm>

#include "ashore/base/byte_reader.h"
#include "ashore/elf/elf.h"
#include "ashore/elf/format.h"
#include "ashore/elf/sections.h"
#include "ashore/flow/convention.h"
#include "ashore/flow/decode.h"

namespace ashore::reach {

namespace {

constexpr std::uint32_t ef_arm_be8 = 0x00800000;

// MIPS psABI: the register points into the middle of what 16 bits reach.
constexpr std::uint64_t global_bias = 0x7FF0;

// Empty: it is followed. Else, why not.
std::string refusal(std::uint16_t machine, std::uint32_t flags) {
  switch (machine) {
  case elf::em_arm:
  case elf::em_aarch64:
  case elf::em_riscv: return "";
  case elf::em_mips: break;
  default:
    return "code for machine " + std::to_string(machine) + " is not followed by its branches";
  }
  // binutils, include/elf/mips.h
  constexpr std::uint32_t ase_micromips = 0x02000000, ase_mips16 = 0x04000000;
  constexpr std::uint32_t release = 0xF0000000, release_6_32 = 0x90000000,
                          release_6_64 = 0xA0000000;
  if ((flags & (ase_micromips | ase_mips16)) != 0)
    return "code of microMIPS or MIPS16 is not followed by its branches";
  if ((flags & release) == release_6_32 || (flags & release) == release_6_64)
    return "code of MIPS release 6 is not followed by its branches";
  return "";
}

CodeKind kind_of(std::uint16_t machine) {
  switch (machine) {
  case elf::em_aarch64: return CodeKind::a64;
  case elf::em_mips: return CodeKind::mips;
  case elf::em_riscv: return CodeKind::riscv;
  default: return CodeKind::a32;
  }
}

}  // namespace

Expected<CodeView> CodeView::of(const elf::LoadedImage& image) {
  TRY_ASSIGN(ElfFacts facts, elf::read_head(image.file()));
  std::string refused = refusal(image.machine(), facts.flags);
  if (!refused.empty()) return failure(ErrorKind::bad_input, refused);
  const std::vector<elf::CodeRange>& code = image.code();
  constexpr std::uint64_t most = 0xFFFFFFFF;  // places are kept as so many bits
  if (!code.empty() && code.back().address - code.front().address > most - code.back().size)
    return failure(ErrorKind::bad_input, "its code is spread too far to be followed");
  CodeView view;
  view.image_ = &image;
  view.kind_ = kind_of(image.machine());
  view.has_fixed_addresses_ = image.type() != ElfType::shared;
  if (image.is_64()) view.address_mask_ = ~std::uint64_t{0};
  bool follows_data =
      view.kind_ == CodeKind::mips || (view.is_arm() && (facts.flags & ef_arm_be8) == 0);
  if (follows_data) view.code_endian_ = image.endian();
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
  const elf::DynamicEntries& entries = image.dynamic();
  if (view.kind_ == CodeKind::mips && entries.got && entries.mips_local_got_count) {
    // The first two words are the loader's own.
    view.table_begin_ = *entries.got + 2 * image.word_size();
    view.table_end_ = *entries.got + *entries.mips_local_got_count * image.word_size();
  }
  return view;
}

std::optional<std::uint64_t> CodeView::global_pointer() const {
  if (kind_ != CodeKind::mips || !image_->dynamic().got) return std::nullopt;
  return truncated(*image_->dynamic().got + global_bias);
}

const CodeView::Range* CodeView::loaded_range_of(std::uint64_t address) const {
  for (const Range& range : ranges_) {
    if (address >= range.address && address - range.address < range.bytes.size()) return &range;
    if (address < range.address) break;
  }
  return nullptr;
}

Step CodeView::step(Place place, bool conditional) const {
  const Range* range = range_of(place.address);
  if (range == nullptr) return {};
  std::span<const std::byte> bytes = range->bytes.subspan(place.address - range->address);
  return flow::decode({place.kind, code_endian_, image_->is_64()}, bytes, place.address,
                      conditional);
}

std::optional<Place> CodeView::place_of(std::uint64_t pointer) const {
  Place place{pointer, kind_};
  if (is_arm()) {
    place.kind = (pointer & 1) != 0 ? CodeKind::thumb : CodeKind::a32;
    place.address &= ~std::uint64_t{1};
  }
  if (place.address % flow::convention_of(place.kind).unit != 0) return std::nullopt;
  if (!is_code(place.address)) return std::nullopt;
  return place;
}

std::optional<std::uint64_t> CodeView::constant(std::uint64_t address, unsigned size) const {
  const Range* range = loaded_range_of(address);
  bool is_moved = address >= table_begin_ && address < table_end_;
  if (range == nullptr || (range->is_writable && !is_moved)) return std::nullopt;
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

// How far a second part reaches, to both sides.
std::uint64_t CodeView::distance() const {
  switch (kind_) {
  case CodeKind::mips: return 0x8000;
  case CodeKind::riscv: return 0x800;
  default: return 0x1000;
  }
}

bool CodeView::has_code_near(std::uint64_t address) const {
  address = truncated(address);
  return std::ranges::any_of(ranges_, [&](const Range& range) {
    std::uint64_t end = range.address + range.bytes.size();
    return range.is_code && address + distance() >= range.address && address < end + distance();
  });
}

bool CodeView::is_loaded_near(std::uint64_t address) const {
  if (is_arm()) return is_loaded(address);
  return is_loaded(address) || is_loaded(address + distance() - 1) ||
         is_loaded(address - distance());
}

}  // namespace ashore::reach
