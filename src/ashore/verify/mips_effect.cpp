// SPDX-License-Identifier: Apache-2.0
// MIPS, by the encodings of "MIPS Architecture for Programmers", volume II. Every jump has a delay
// slot, but for the compact ones of release 6.
#include "ashore/verify/instruction_effect.h"

namespace ashore::verify {

namespace {

constexpr unsigned zero = 0, sp = 29;

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

Source copied(unsigned reg, std::int64_t added) {
  if (reg == zero) return {Source::Kind::constant, 0, added};
  return {Source::Kind::reg, reg, added};
}

void special(std::uint32_t word, Effect& effect) {
  unsigned rs = (word >> 21) & 31, rt = (word >> 16) & 31, rd = (word >> 11) & 31;
  switch (word & 63) {
  case 8:  // jr
    effect.is_delayed = effect.ends = true;
    break;
  case 9:  // jalr; with zero it is a jump of release 6
    effect.is_delayed = true;
    effect.is_call = rd != zero;
    effect.ends = rd == zero;
    break;
  case 10:  // movz, movn
  case 11:
    effect.is_conditional = true;
    set(effect, rd, copied(rs, 0));
    break;
  case 12:  // its result is in v0 and a3, and the kernel keeps no t register of o32
    effect.is_system_call = word == 12;
    effect.spoiled = 0x0300ff84;
    break;
  case 13: effect.ends = true; break;  // break
  case 0x21:                           // addu
  case 0x25:                           // or
  case 0x2d:                           // daddu
    if (rs == zero)
      set(effect, rd, copied(rt, 0));
    else if (rt == zero)
      set(effect, rd, copied(rs, 0));
    else
      forget(effect, rd);
    break;
  default: forget(effect, rd);
  }
}

void add_immediate(std::uint32_t word, Effect& effect) {
  unsigned rs = (word >> 21) & 31, rt = (word >> 16) & 31;
  std::int64_t value = static_cast<std::int16_t>(word & 0xffff);
  if (rt == sp && rs == sp)
    effect.stack_change = value;
  else if (rs == sp)
    forget(effect, rt);
  else
    set(effect, rt, copied(rs, value));
}

}  // namespace

std::optional<Effect> mips_effect(const elf::LoadedImage& image, std::uint64_t address) {
  std::optional<std::span<const std::byte>> bytes = image.bytes_at(address, 4);
  if (!bytes) return std::nullopt;
  std::uint32_t word = *ByteReader(*bytes, image.endian()).u32(0);
  Effect effect;
  unsigned rs = (word >> 21) & 31, rt = (word >> 16) & 31, operation = word >> 26;
  std::int64_t offset = static_cast<std::int16_t>(word & 0xffff);
  std::uint64_t near = address + 4 + static_cast<std::uint64_t>(4 * offset);
  switch (operation) {
  case 0: special(word, effect); break;
  case 1:  // bltz, bgez, and with a link
    effect.is_delayed = true;
    effect.target = near;
    effect.is_call = (rt & 0x1c) == 0x10;
    effect.is_conditional = true;
    break;
  case 2:
  case 3:
    effect.is_delayed = true;
    effect.target = ((address + 4) & ~std::uint64_t{0x0fffffff}) | (word & 0x03ffffff) << 2;
    effect.is_call = operation == 3;
    effect.ends = operation == 2;
    break;
  case 4:
  case 5:
  case 6:
  case 7:
  case 20:
  case 21:
  case 22:
  case 23:
    effect.is_delayed = true;
    effect.target = near;
    effect.is_conditional = true;
    effect.ends = operation == 4 && rs == rt;  // b
    break;
  case 9:
  case 25: add_immediate(word, effect); break;  // addiu, daddiu
  case 13:                                      // ori: onto what lui set, or zero
    set(effect, rt, copied(rs, word & 0xffff));
    break;
  case 15:
    if (rs == zero)
      set(effect, rt, {Source::Kind::constant, 0, offset << 16});
    else
      forget(effect, rt);
    break;
  case 35:  // lw
  case 55:  // ld
    if (rs == sp)
      set(effect, rt, {Source::Kind::stack, 0, offset});
    else
      forget(effect, rt);
    break;
  case 43:  // sw
  case 63:  // sd
    if (rs == sp) effect.stores.push_back({rt, offset});
    break;
  case 17:  // the FPU: from it, and its branches
    if (rs < 3) forget(effect, rt);
    if (rs == 8) {
      effect.is_delayed = effect.is_conditional = true;
      effect.target = near;
    }
    break;
  case 28:
  case 31:  // special2, special3: in one of these two fields
    forget(effect, (word >> 11) & 31);
    forget(effect, rt);
    break;
  default:
    bool stores = operation >= 40 && operation <= 46;
    if (!stores) forget(effect, rt);
  }
  return effect;
}

}  // namespace ashore::verify
