// SPDX-License-Identifier: Apache-2.0
#include "ashore/verify/instruction_effect.h"

namespace ashore::verify {

// By each machine's procedure call standard, and syscall(2) of the manual pages.
Convention convention_of(isa::Mode mode) {
  switch (mode) {
  case isa::Mode::a32:
  case isa::Mode::thumb: return {7, 0x0000500f, 0x00000083};   // r0-r3, r12, lr
  case isa::Mode::a64: return {8, 0x4007ffff, 0x00000103};     // x0-x18, x30
  case isa::Mode::mips: return {2, 0x8f00fffe, 0x00000034};    // at, v, a, t0-t9, k, ra
  case isa::Mode::riscv: return {17, 0xf003fce2, 0x00020c00};  // ra, t, a
  case isa::Mode::x86_32:
  case isa::Mode::x86_64: break;
  }
  return {};
}

namespace {

std::uint32_t little(std::span<const std::byte> bytes, std::size_t size) {
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < size && i < bytes.size(); ++i)
    value |= std::to_integer<std::uint32_t>(bytes[i]) << (8 * i);
  return value;
}

std::uint32_t swapped(std::uint32_t word) {
  return word >> 24 | (word >> 8 & 0xff00) | (word << 8 & 0xff0000) | word << 24;
}

Glance glance_at_thumb(std::span<const std::byte> bytes) {
  std::uint32_t first = little(bytes, 2);
  bool is_long = (first >> 11) >= 29;
  if (is_long)
    return {4, (first & 0xf800) == 0xf000 && (little(bytes, 4) & 0x80000000) != 0, false};
  return {2, (first & 0xf500) == 0xb100 || (first >> 12) == 13 || (first >> 11) == 28,
          first == 0xdf00};
}

Glance glance_at_riscv(std::span<const std::byte> bytes) {
  std::uint32_t word = little(bytes, 4), kind = word & 0x7f;
  if ((word & 3) == 3) return {4, kind == 0x63 || kind == 0x6f || word == 0x73, word == 0x73};
  return {2, (word & 3) == 1 && ((word >> 13 & 7) >= 5 || (word >> 13 & 7) == 1), false};
}

Glance glance_at_mips(std::uint32_t word) {
  std::uint32_t operation = word >> 26;
  bool jumps =
      (operation >= 1 && operation <= 7) || operation == 17 || (operation >= 20 && operation <= 23);
  return {4, jumps || word == 12, word == 12};
}

}  // namespace

Glance glance(isa::Mode mode, Endian endian, std::span<const std::byte> bytes) {
  std::uint32_t word = little(bytes, 4);
  switch (mode) {
  case isa::Mode::thumb: return glance_at_thumb(bytes);
  case isa::Mode::riscv: return glance_at_riscv(bytes);
  case isa::Mode::x86_32:
  case isa::Mode::x86_64: break;
  case isa::Mode::a64: return {4, (word >> 26 & 7) == 5, word == 0xd4000001};
  case isa::Mode::mips: return glance_at_mips(endian == Endian::big ? swapped(word) : word);
  default: break;
  }
  bool calls_kernel = (word & 0x0fffffff) == 0x0f000000 && (word >> 28) != 15;
  return {4, (word >> 25 & 7) == 5 || calls_kernel, calls_kernel};
}

std::optional<Effect> effect_of(const elf::LoadedImage& image, isa::Mode mode,
                                std::uint64_t address) {
  switch (mode) {
  case isa::Mode::a32: return a32_effect(image, address);
  case isa::Mode::thumb: return thumb_effect(image, address);
  case isa::Mode::a64: return a64_effect(image, address);
  case isa::Mode::mips: return mips_effect(image, address);
  case isa::Mode::riscv: return riscv_effect(image, address);
  case isa::Mode::x86_32:
  case isa::Mode::x86_64: break;
  }
  return std::nullopt;
}

}  // namespace ashore::verify
