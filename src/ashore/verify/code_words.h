// SPDX-License-Identifier: Apache-2.0
// The code of a program, one instruction word at a time.
#pragma once

#include <cstdint>
#include <optional>

#include "ashore/base/byte_reader.h"
#include "ashore/elf/elf.h"
#include "ashore/elf/loaded_image.h"

namespace ashore::verify {

// The byte order of instructions, which is little in most big-endian ARM programs (BE8).
Endian code_endian(const ElfFacts& facts);

// Words of executable bytes by their address.
class CodeWords {
 public:
  CodeWords(const elf::LoadedImage& image, Endian endian) : image_(image), endian_(endian) {}

  std::optional<std::uint16_t> half(std::uint64_t address) const {
    if (!image_.is_code(address)) return std::nullopt;
    std::optional<std::span<const std::byte>> bytes = image_.bytes_at(address, 2);
    if (!bytes) return std::nullopt;
    return ByteReader(*bytes, endian_).u16(0);
  }
  std::optional<std::uint32_t> word(std::uint64_t address) const {
    if (!image_.is_code(address)) return std::nullopt;
    std::optional<std::span<const std::byte>> bytes = image_.bytes_at(address, 4);
    if (!bytes) return std::nullopt;
    return ByteReader(*bytes, endian_).u32(0);
  }
  // Whether a word is there with these bits.
  bool is(std::uint64_t address, std::uint32_t mask, std::uint32_t value) const {
    std::optional<std::uint32_t> found = word(address);
    return found && (*found & mask) == value;
  }

 private:
  const elf::LoadedImage& image_;
  Endian endian_;
};

}  // namespace ashore::verify
