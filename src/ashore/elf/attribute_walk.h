// SPDX-License-Identifier: Apache-2.0
// Reading of build attributes, which ARM, RISC-V and GNU write in one form.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "ashore/base/byte_reader.h"

namespace ashore::elf {

// Walks over bytes of numbers and strings; an answer is missing once it has run out of them.
class AttributeWalk {
 public:
  AttributeWalk(std::span<const std::byte> bytes, Endian endian) : reader_(bytes, endian) {}

  bool at_end() const { return at_ >= reader_.size(); }

  std::optional<std::uint64_t> uleb128() {
    std::uint64_t value = 0;
    for (unsigned shift = 0; shift < 63; shift += 7) {
      std::optional<std::uint8_t> byte = reader_.u8(at_);
      if (!byte) return std::nullopt;
      ++at_;
      value |= static_cast<std::uint64_t>(*byte & 0x7F) << shift;
      if ((*byte & 0x80) == 0) return value;
    }
    return std::nullopt;
  }

  std::optional<std::string_view> string() {
    std::optional<std::string_view> text = reader_.c_string(at_);
    if (text) at_ += text->size() + 1;
    return text;
  }

  // A block whose 32-bit length counts the `before` bytes that were read already, and itself.
  std::optional<AttributeWalk> block(std::uint64_t before) {
    std::optional<std::uint32_t> length = reader_.u32(at_);
    if (!length || *length < before + 4) return std::nullopt;
    std::optional<std::span<const std::byte>> inside = reader_.slice(at_ + 4, *length - before - 4);
    if (!inside) return std::nullopt;
    at_ += *length - before;
    return AttributeWalk(*inside, reader_.endian());
  }

 private:
  ByteReader reader_;
  std::uint64_t at_ = 0;
};

}  // namespace ashore::elf
