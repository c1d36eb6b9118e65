// SPDX-License-Identifier: Apache-2.0
#include "ashore/elf/dwarf_cursor.h"

#include <algorithm>
#include <optional>

namespace ashore::elf {

namespace {

constexpr std::uint64_t longest_string = 4096;

}  // namespace

std::uint64_t DwarfCursor::number(unsigned size) {
  std::optional<std::span<const std::byte>> field;
  if (!failed_) field = reader_.slice(at_, size);
  if (!field) {
    failed_ = true;
    return 0;
  }
  at_ += size;
  std::uint64_t value = 0;
  for (unsigned i = 0; i < size; ++i) {
    unsigned from = reader_.endian() == Endian::big ? i : size - 1 - i;
    value = value << 8 | std::to_integer<std::uint64_t>((*field)[from]);
  }
  return value;
}

std::uint64_t DwarfCursor::unsigned_leb() {
  std::uint64_t value = 0;
  // Ten bytes hold 64 bits; what is longer only wastes time.
  for (unsigned shift = 0; shift < 70; shift += 7) {
    std::uint64_t byte = number(1);
    if (shift < 64) value |= (byte & 0x7f) << shift;
    if ((byte & 0x80) == 0) return value;
  }
  failed_ = true;
  return 0;
}

std::int64_t DwarfCursor::signed_leb() {
  std::uint64_t value = 0;
  for (unsigned shift = 0; shift < 70; shift += 7) {
    std::uint64_t byte = number(1);
    if (shift < 64) value |= (byte & 0x7f) << shift;
    if ((byte & 0x80) != 0) continue;
    if (shift + 7 < 64 && (byte & 0x40) != 0) value |= ~std::uint64_t{0} << (shift + 7);
    return static_cast<std::int64_t>(value);
  }
  failed_ = true;
  return 0;
}

std::string_view DwarfCursor::string() {
  std::uint64_t left = at_ <= reader_.size() ? reader_.size() - at_ : 0;
  std::optional<std::span<const std::byte>> rest;
  if (!failed_) rest = reader_.slice(at_, std::min(left, longest_string));
  std::string_view text;
  if (rest) text = {reinterpret_cast<const char*>(rest->data()), rest->size()};
  std::size_t end = text.find('\0');
  if (end == text.npos) {
    failed_ = true;
    return {};
  }
  at_ += end + 1;
  return text.substr(0, end);
}

void DwarfCursor::skip(std::uint64_t bytes) {
  if (!failed_ && reader_.slice(at_, bytes))
    at_ += bytes;
  else
    failed_ = true;
}

std::string_view debug_string(std::span<const std::byte> table, std::uint64_t offset) {
  return DwarfCursor(table, Endian::little, offset).string();
}

UnitLength unit_length(DwarfCursor& cursor) {
  constexpr std::uint64_t wide = 0xffffffff, reserved = 0xfffffff0;
  UnitLength unit;
  std::uint64_t length = cursor.number(4);
  if (length == wide) {
    unit.offset_size = 8;
    length = cursor.number(8);
  } else if (length >= reserved) {
    cursor.fail();
  }
  DwarfCursor end = cursor;
  end.skip(length);
  if (end.failed()) cursor.fail();
  unit.end = end.at();
  return unit;
}

}  // namespace ashore::elf
