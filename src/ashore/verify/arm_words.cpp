// SPDX-License-Identifier: Apache-2.0
#include "ashore/verify/arm_words.h"

namespace ashore::verify {

namespace {

constexpr unsigned sp = 13, pc = 15;

template <class T>
std::optional<T> number(const elf::LoadedImage& image, std::uint64_t address, Endian endian) {
  std::optional<std::span<const std::byte>> bytes = image.bytes_at(address, sizeof(T));
  if (!bytes) return std::nullopt;
  ByteReader reader(*bytes, endian);
  if constexpr (sizeof(T) == 2)
    return reader.u16(0);
  else
    return reader.u32(0);
}

}  // namespace

std::optional<std::uint32_t> arm_word(const elf::LoadedImage& image, std::uint64_t address) {
  return number<std::uint32_t>(image, address, image.endian());
}

std::optional<std::uint32_t> arm_code_word(const elf::LoadedImage& image, std::uint64_t address) {
  return number<std::uint32_t>(image, address, Endian::little);
}

std::optional<std::uint16_t> thumb_halfword(const elf::LoadedImage& image, std::uint64_t address) {
  return number<std::uint16_t>(image, address, Endian::little);
}

void arm_coprocessor(Effect& effect, std::uint32_t word) {
  unsigned rn = (word >> 16) & 15, rt = (word >> 12) & 15;
  if ((word & 0x0e000000) == 0x0c000000) {
    if ((word & 0x0fe00000) == 0x0c400000) {  // mrrc and mcrr
      effect.spoil(rt);
      effect.spoil(rn);
      return;
    }
    if ((word & 0x00200000) == 0 && (word & 0x01000000) != 0) return;  // no write-back
    std::int64_t change = 4 * std::int64_t{word & 0xff};
    if (rn == sp) {
      effect.stack_change = (word & 0x00800000) != 0 ? change : -change;
    } else {
      effect.spoil(rn);
    }
    return;
  }
  bool to_core = (word & 0x0f100010) == 0x0e100010;
  if (to_core && rt != 15) effect.spoil(rt);
}

void arm_set(Effect& effect, unsigned reg, Source source) {
  if (reg == pc) {
    effect.ends = true;
  } else if (reg == sp) {
    effect.stack_is_lost = true;
  } else {
    effect.writes.push_back({reg, source});
  }
}

void arm_forget(Effect& effect, unsigned reg) {
  if (reg == pc) effect.ends = true;
  if (reg == sp) effect.stack_is_lost = true;
  effect.spoil(reg);
}

}  // namespace ashore::verify
