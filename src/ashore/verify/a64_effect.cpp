// SPDX-License-Identifier: Apache-2.0
// A64, by the encodings of the Arm Architecture Reference Manual (DDI 0487, C4).
#include "ashore/verify/instruction_effect.h"

namespace ashore::verify {

namespace {

constexpr unsigned sp = 31;  // or the zero register, as the instruction has it

std::int64_t signed_bits(std::uint32_t word, unsigned low, unsigned width) {
  return static_cast<std::int32_t>(word << (32 - low - width)) >> (32 - width);
}

void set(Effect& effect, unsigned reg, Source source) {
  if (reg != sp) effect.writes.push_back({reg, source});
}

void forget(Effect& effect, unsigned reg) {
  if (reg != sp) effect.spoil(reg);
}

void immediate(std::uint32_t word, Effect& effect) {
  unsigned rd = word & 31, rn = (word >> 5) & 31;
  switch ((word >> 23) & 7) {
  case 2: {  // add, sub
    std::int64_t value = (word >> 10) & 0xfff;
    if ((word & 0x00400000) != 0) value <<= 12;
    if ((word & 0x40000000) != 0) value = -value;
    bool sets_flags = (word & 0x20000000) != 0;
    if (sets_flags && rd == sp) return;  // cmp
    if (rd == sp && rn == sp) {
      effect.stack_change = value;
    } else if (rd == sp) {
      effect.stack_is_lost = true;
    } else if (rn == sp) {
      forget(effect, rd);
    } else {
      set(effect, rd, {Source::Kind::reg, rn, value});
    }
    return;
  }
  case 5: {  // movn, movz, movk
    unsigned shift = 16 * ((word >> 21) & 3), kind = (word >> 29) & 3;
    std::uint64_t value = std::uint64_t{(word >> 5) & 0xffff} << shift;
    if (kind == 2)
      return set(effect, rd, {Source::Kind::constant, 0, static_cast<std::int64_t>(value)});
    if (kind == 0) {
      std::uint64_t inverted = ~value;
      if ((word & 0x80000000) == 0) inverted &= 0xffffffff;
      return set(effect, rd, {Source::Kind::constant, 0, static_cast<std::int64_t>(inverted)});
    }
    return set(effect, rd, {Source::Kind::reg, rd, static_cast<std::int64_t>(value)});
  }
  case 4:  // logical: may write the stack pointer
    if (rd == sp && ((word >> 29) & 3) != 3) effect.stack_is_lost = true;
    return forget(effect, rd);
  default: return forget(effect, rd);
  }
}

void branch(std::uint32_t word, std::uint64_t address, Effect& effect) {
  auto at = [&](unsigned low, unsigned width) {
    return address + static_cast<std::uint64_t>(4 * signed_bits(word, low, width));
  };
  if ((word & 0x7c000000) == 0x14000000) {
    effect.target = at(0, 26);
    effect.is_call = (word & 0x80000000) != 0;
    effect.ends = !effect.is_call;
  } else if ((word & 0x7e000000) == 0x34000000 || (word & 0xfe000000) == 0x54000000) {
    effect.target = at(5, 19);
    effect.is_conditional = true;
  } else if ((word & 0x7e000000) == 0x36000000) {
    effect.target = at(5, 14);
    effect.is_conditional = true;
  } else if ((word & 0xfe000000) == 0xd6000000) {
    unsigned operation = (word >> 21) & 15;
    effect.is_call = operation == 1 || operation == 9;  // blr, blraa
    effect.ends = !effect.is_call;
  } else if (word == 0xd4000001) {
    effect.is_system_call = true;
    effect.spoil(0);
  } else if ((word & 0xfff00000) == 0xd5300000) {  // mrs
    forget(effect, word & 31);
  }
}

void pair(std::uint32_t word, Effect& effect) {
  unsigned rt = word & 31, rt2 = (word >> 10) & 31, rn = (word >> 5) & 31, mode = (word >> 23) & 3;
  bool loads = (word & 0x00400000) != 0, is_vector = (word & 0x04000000) != 0;
  unsigned size = is_vector ? 4U << (word >> 30) : ((word & 0x80000000) != 0 ? 8 : 4);
  std::int64_t offset = signed_bits(word, 15, 7) * size;
  bool after = mode == 1, writes_back = mode == 1 || mode == 3;
  std::int64_t place = after ? 0 : offset;
  if (writes_back && rn == sp) effect.stack_change = offset;
  if (writes_back) forget(effect, rn);
  if (is_vector) return;
  if (loads && rn == sp) {
    set(effect, rt, {Source::Kind::stack, 0, place});
    set(effect, rt2, {Source::Kind::stack, 0, place + size});
  } else if (loads) {
    forget(effect, rt);
    forget(effect, rt2);
  } else if (rn == sp) {
    effect.stores.push_back({rt, place});
    effect.stores.push_back({rt2, place + size});
  }
}

void single(std::uint32_t word, Effect& effect) {
  unsigned rt = word & 31, rn = (word >> 5) & 31, size = word >> 30;
  bool is_vector = (word & 0x04000000) != 0, loads = ((word >> 22) & 3) != 0;
  bool has_long_offset = (word & 0x01000000) != 0;
  unsigned mode = (word >> 10) & 3;
  bool is_register = !has_long_offset && (word & 0x00200000) != 0;
  bool writes_back = !has_long_offset && !is_register && (mode == 1 || mode == 3);
  std::int64_t offset =
      has_long_offset ? std::int64_t{(word >> 10) & 0xfff} << size : signed_bits(word, 12, 9);
  std::int64_t place = writes_back && mode == 1 ? 0 : offset;
  if (writes_back && rn == sp) effect.stack_change = offset;
  if (writes_back) forget(effect, rn);
  if (is_vector) return;
  bool from_stack = rn == sp && !is_register && size >= 2;
  if (loads && from_stack && ((word >> 22) & 3) != 3) {
    set(effect, rt, {Source::Kind::stack, 0, place});
  } else if (loads || is_register) {
    forget(effect, rt);
  } else if (from_stack) {
    effect.stores.push_back({rt, place});
  }
}

void memory(const elf::LoadedImage& image, std::uint32_t word, std::uint64_t address,
            Effect& effect) {
  unsigned rt = word & 31;
  if ((word & 0x3b000000) == 0x18000000) {  // a literal
    if ((word & 0x04000000) != 0) return;
    std::uint64_t place = address + static_cast<std::uint64_t>(4 * signed_bits(word, 5, 19));
    unsigned size = (word >> 30) == 1 ? 8 : 4;
    std::optional<std::span<const std::byte>> bytes = image.bytes_at(place, size);
    if (!bytes) return forget(effect, rt);
    ByteReader reader(*bytes, image.endian());
    std::uint64_t value = size == 8 ? *reader.u64(0) : *reader.u32(0);
    set(effect, rt, {Source::Kind::constant, 0, static_cast<std::int64_t>(value)});
  } else if ((word & 0x3a000000) == 0x28000000) {
    pair(word, effect);
  } else if ((word & 0x3a000000) == 0x38000000) {
    single(word, effect);
  } else {
    // Exclusives, atomics, vectors: whatever they may write.
    bool is_vector = (word & 0x04000000) != 0;
    unsigned rn = (word >> 5) & 31;
    if (is_vector && rn == sp) effect.stack_is_lost = (word & 0x00800000) != 0;
    for (unsigned low : {0U, 5U, 10U, 16U})
      if (!is_vector || low == 5) forget(effect, (word >> low) & 31);
  }
}

}  // namespace

std::optional<Effect> a64_effect(const elf::LoadedImage& image, std::uint64_t address) {
  std::optional<std::span<const std::byte>> bytes = image.bytes_at(address, 4);
  if (!bytes) return std::nullopt;
  std::uint32_t word = *ByteReader(*bytes, Endian::little).u32(0);
  Effect effect;
  bool is_trap = (word >> 16) == 0 || (word & 0xffe0001f) == 0xd4200000;  // udf, brk
  if (is_trap) {
    effect.ends = true;
    return effect;
  }
  unsigned group = (word >> 25) & 15;
  if ((group & 14) == 8) {
    immediate(word, effect);
  } else if ((group & 14) == 10) {
    branch(word, address, effect);
  } else if ((group & 5) == 4) {
    memory(image, word, address, effect);
  } else if ((group & 7) == 5) {
    bool is_move = (word & 0x7fe0ffe0) == 0x2a0003e0;
    unsigned rm = (word >> 16) & 31;
    bool is_choice = (word & 0x7fe00c00) == 0x1a800000;  // csel
    for (unsigned from : {(word >> 5) & 31, rm}) {
      if (!is_choice) break;
      set(effect, word & 31,
          from == sp ? Source{Source::Kind::constant, 0, 0} : Source{Source::Kind::reg, from, 0});
    }
    if (is_choice) return effect;
    if (is_move && rm == sp)
      set(effect, word & 31, {Source::Kind::constant, 0, 0});
    else if (is_move)
      set(effect, word & 31, {Source::Kind::reg, rm, 0});
    else
      forget(effect, word & 31);
  } else if ((group & 7) == 7) {
    // From a vector register to a core register, by any of several encodings.
    forget(effect, word & 31);
  }
  return effect;
}

}  // namespace ashore::verify
