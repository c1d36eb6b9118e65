// SPDX-License-Identifier: Apache-2.0
// RISC-V, by "The RISC-V Instruction Set Manual", volume I, chapters RV32I, RV64I and C.
#include "ashore/verify/instruction_effect.h"

namespace ashore::verify {

namespace {

constexpr unsigned zero = 0, ra = 1, sp = 2;

std::int64_t sign_extended(std::uint32_t bits, unsigned width) {
  return static_cast<std::int32_t>(bits << (32 - width)) >> (32 - width);
}

// Bits high..low of `word`, put at `to`.
std::uint32_t piece(std::uint32_t word, unsigned high, unsigned low, unsigned to) {
  return ((word >> low) & ((1U << (high - low + 1)) - 1)) << to;
}

void set(Effect& effect, unsigned reg, Source source) {
  if (reg == zero) return;
  if (reg == sp)
    effect.stack_is_lost = true;
  else
    effect.writes.push_back({reg, source});
}

void forget(Effect& effect, unsigned reg) {
  if (reg == sp) effect.stack_is_lost = true;
  if (reg != zero) effect.spoil(reg);
}

void add(Effect& effect, unsigned rd, unsigned rs, std::int64_t value) {
  if (rs == zero)
    set(effect, rd, {Source::Kind::constant, 0, value});
  else if (rd == sp && rs == sp)
    effect.stack_change = value;
  else if (rs == sp)
    forget(effect, rd);
  else
    set(effect, rd, {Source::Kind::reg, rs, value});
}

void jump(Effect& effect, unsigned link) {
  effect.is_call = link != zero;
  effect.ends = link == zero;
}

void compressed(std::uint32_t half, std::uint64_t address, bool is_64, Effect& effect) {
  effect.length = 2;
  unsigned rd = (half >> 7) & 31, rs2 = (half >> 2) & 31, low = 8 + ((half >> 2) & 7),
           middle = 8 + ((half >> 7) & 7);
  std::int64_t value = sign_extended(piece(half, 12, 12, 5) | piece(half, 6, 2, 0), 6);
  auto branch = [&](std::uint32_t bits, unsigned width) {
    effect.target = address + static_cast<std::uint64_t>(sign_extended(bits, width));
  };
  std::uint32_t jump_bits = piece(half, 12, 12, 11) | piece(half, 11, 11, 4) |
                            piece(half, 10, 9, 8) | piece(half, 8, 8, 10) | piece(half, 7, 7, 6) |
                            piece(half, 6, 6, 7) | piece(half, 5, 3, 1) | piece(half, 2, 2, 5);
  switch ((half & 3) << 3 | half >> 13) {
  case 0:
  case 2:
  case 3: forget(effect, low); break;  // addi4spn, lw, ld
  case 8: add(effect, rd, rd, value); break;
  case 9:
    if (is_64) return forget(effect, rd);  // addiw
    branch(jump_bits, 12);
    return jump(effect, ra);
  case 10: set(effect, rd, {Source::Kind::constant, 0, value}); break;
  case 11:
    if (rd == sp) {
      effect.stack_change =
          sign_extended(piece(half, 12, 12, 9) | piece(half, 6, 6, 4) | piece(half, 5, 5, 6) |
                            piece(half, 4, 3, 7) | piece(half, 2, 2, 5),
                        10);
    } else {
      set(effect, rd, {Source::Kind::constant, 0, value << 12});
    }
    break;
  case 12: forget(effect, middle); break;
  case 13: branch(jump_bits, 12); return jump(effect, zero);
  case 14:
  case 15:
    branch(piece(half, 12, 12, 8) | piece(half, 11, 10, 3) | piece(half, 6, 5, 6) |
               piece(half, 4, 3, 1) | piece(half, 2, 2, 5),
           9);
    effect.is_conditional = true;
    break;
  case 16: forget(effect, rd); break;  // slli
  case 18:                             // lwsp
    set(effect, rd,
        {Source::Kind::stack, 0,
         piece(half, 12, 12, 5) | piece(half, 6, 4, 2) | piece(half, 3, 2, 6)});
    break;
  case 19:  // ldsp; on RV32 of the FPU
    if (is_64)
      set(effect, rd,
          {Source::Kind::stack, 0,
           piece(half, 12, 12, 5) | piece(half, 6, 5, 3) | piece(half, 4, 2, 6)});
    break;
  case 20:
    if (rs2 == zero) {
      if (rd != zero) jump(effect, (half & 0x1000) != 0 ? ra : zero);
    } else if ((half & 0x1000) != 0) {
      forget(effect, rd);
    } else if (rs2 == sp) {
      forget(effect, rd);
    } else {
      set(effect, rd, {Source::Kind::reg, rs2, 0});
    }
    break;
  case 22: effect.stores.push_back({rs2, piece(half, 12, 9, 2) | piece(half, 8, 7, 6)}); break;
  case 23:
    if (is_64) effect.stores.push_back({rs2, piece(half, 12, 10, 3) | piece(half, 9, 7, 6)});
    break;
  default: break;  // floating point, and stores
  }
}

void full(std::uint32_t word, std::uint64_t address, Effect& effect) {
  unsigned rd = (word >> 7) & 31, rs1 = (word >> 15) & 31, rs2 = (word >> 20) & 31,
           width = (word >> 12) & 7;
  std::int64_t immediate = sign_extended(word >> 20, 12);
  switch (word & 0x7f) {
  case 0x13:
    if (width == 0)
      add(effect, rd, rs1, immediate);
    else
      forget(effect, rd);
    break;
  case 0x37:
    set(effect, rd, {Source::Kind::constant, 0, static_cast<std::int32_t>(word & 0xfffff000)});
    break;
  case 0x1b:  // addiw: numbers of system calls have no upper half
    if (width == 0)
      add(effect, rd, rs1, immediate);
    else
      forget(effect, rd);
    break;
  case 0x03:
    if (rs1 == sp && (width == 2 || width == 3))
      set(effect, rd, {Source::Kind::stack, 0, immediate});
    else
      forget(effect, rd);
    break;
  case 0x23:
    if (rs1 == sp && (width == 2 || width == 3))
      effect.stores.push_back(
          {rs2, sign_extended(piece(word, 31, 25, 5) | piece(word, 11, 7, 0), 12)});
    break;
  case 0x6f:
    effect.target = address + static_cast<std::uint64_t>(sign_extended(
                                  piece(word, 31, 31, 20) | piece(word, 30, 21, 1) |
                                      piece(word, 20, 20, 11) | piece(word, 19, 12, 12),
                                  21));
    jump(effect, rd);
    break;
  case 0x67: jump(effect, rd); break;
  case 0x63:
    effect.target = address + static_cast<std::uint64_t>(
                                  sign_extended(piece(word, 31, 31, 12) | piece(word, 30, 25, 5) |
                                                    piece(word, 11, 8, 1) | piece(word, 7, 7, 11),
                                                13));
    effect.is_conditional = true;
    break;
  case 0x73:
    effect.is_system_call = word == 0x73;
    effect.ends = word == 0x00100073 || word == 0xc0001073;  // ebreak, unimp
    forget(effect, effect.is_system_call ? 10 : rd);
    break;
  case 0x07:
  case 0x27:
  case 0x0f: break;  // floating-point loads and stores, fences
  default: forget(effect, rd);
  }
}

}  // namespace

std::optional<Effect> riscv_effect(const elf::LoadedImage& image, std::uint64_t address) {
  std::optional<std::span<const std::byte>> bytes = image.bytes_at(address, 2);
  if (!bytes) return std::nullopt;
  Effect effect;
  std::uint32_t half = *ByteReader(*bytes, Endian::little).u16(0);
  if (half == 0) {  // the illegal instruction
    effect.length = 2;
    effect.ends = true;
    return effect;
  }
  if ((half & 3) != 3) {
    compressed(half, address, image.is_64(), effect);
    return effect;
  }
  bytes = image.bytes_at(address, 4);
  if (!bytes) return std::nullopt;
  full(*ByteReader(*bytes, Endian::little).u32(0), address, effect);
  return effect;
}

}  // namespace ashore::verify
