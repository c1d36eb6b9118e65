// SPDX-License-Identifier: Apache-2.0
// Numbers as the tables for exceptions write them, one after another.
// Source: Linux Standard Base, "DWARF Extensions" (DW_EH_PE_*).
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "ashore/base/byte_reader.h"

namespace ashore::reach {

namespace encoding {
constexpr std::uint8_t absolute = 0x00, uleb = 0x01, u2 = 0x02, u4 = 0x03, u8 = 0x04, sleb = 0x09,
                       s2 = 0x0A, s4 = 0x0B, s8 = 0x0C, omitted = 0xFF;
constexpr std::uint8_t of_place = 0x10, of_header = 0x30, is_indirect = 0x80;
}  // namespace encoding

// Numbers one after another.
class EncodedNumbers {
 public:
  EncodedNumbers(std::span<const std::byte> bytes, Endian endian, unsigned word)
      : reader_(bytes, endian), word_(word) {}

  std::uint64_t position() const { return position_; }
  void skip_to(std::uint64_t position) { position_ = position; }
  std::optional<std::uint64_t> byte() { return fixed(1); }
  std::optional<std::uint64_t> leb() {
    std::uint64_t value = 0;
    for (unsigned shift = 0; shift < 64; shift += 7) {
      std::optional<std::uint64_t> byte = fixed(1);
      if (!byte) return std::nullopt;
      value |= (*byte & 0x7F) << shift;
      if ((*byte & 0x80) == 0) return value;
    }
    return std::nullopt;
  }
  std::optional<std::uint64_t> word() { return fixed(4); }
  // The same with its sign, to be added to a place.
  std::optional<std::uint64_t> encoded_signed(std::uint8_t form) {
    std::optional<std::uint64_t> value = encoded(form);
    unsigned size = form == encoding::s2 ? 2 : form == encoding::s4 ? 4 : 0;
    if (value && size != 0) {
      unsigned unused = 64 - 8 * size;
      value = static_cast<std::uint64_t>(static_cast<std::int64_t>(*value << unused) >> unused);
    }
    return value;
  }
  // A distance: nothing that is added to a place.
  std::optional<std::uint64_t> encoded(std::uint8_t form) {
    switch (form) {
    case encoding::absolute: return fixed(word_);
    case encoding::uleb:
    case encoding::sleb: return leb();
    case encoding::u2:
    case encoding::s2: return fixed(2);
    case encoding::u4:
    case encoding::s4: return fixed(4);
    case encoding::u8:
    case encoding::s8: return fixed(8);
    default: return std::nullopt;
    }
  }

 private:
  std::optional<std::uint64_t> fixed(unsigned size) {
    std::uint64_t at = position_;
    position_ += size;
    switch (size) {
    case 1: return reader_.u8(at);
    case 2: return reader_.u16(at);
    case 4: return reader_.u32(at);
    default: return reader_.u64(at);
    }
  }
  ByteReader reader_;
  std::uint64_t position_ = 0;
  unsigned word_;
};

}  // namespace ashore::reach
