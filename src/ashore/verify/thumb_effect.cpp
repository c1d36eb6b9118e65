// SPDX-License-Identifier: Apache-2.0
// Thumb, by the encodings of the ARM Architecture Reference Manual (DDI 0406C, A6). Which
// instructions an IT makes conditional is for the caller to keep.
#include <bit>

#include "ashore/verify/arm_words.h"
#include "ashore/verify/instruction_effect.h"

namespace ashore::verify {

namespace {

constexpr unsigned sp = 13, lr = 14, pc = 15;

void add(Effect& effect, unsigned rd, unsigned rn, std::int64_t value) {
  if (rd == sp && rn == sp) {
    effect.stack_change = value;
  } else if (rn == sp || rn == pc) {
    arm_forget(effect, rd);
  } else {
    arm_set(effect, rd, {Source::Kind::reg, rn, value});
  }
}

void load_literal(const elf::LoadedImage& image, Effect& effect, unsigned rt, std::uint64_t place) {
  std::optional<std::uint32_t> value = arm_word(image, place);
  if (value && rt != pc) return arm_set(effect, rt, {Source::Kind::constant, 0, *value});
  arm_forget(effect, rt);
}

std::uint64_t moved(std::uint64_t from, std::uint32_t bits, unsigned width) {
  std::int64_t offset = static_cast<std::int32_t>(bits << (32 - width)) >> (32 - width);
  return from + static_cast<std::uint64_t>(offset);
}

// 1011xxxx
void short_miscellaneous(std::uint32_t half, std::uint64_t address, Effect& effect) {
  if ((half & 0xff00) == 0xb000) {
    std::int64_t size = 4 * std::int64_t{half & 0x7f};
    effect.stack_change = (half & 0x80) != 0 ? -size : size;
  } else if ((half & 0xfe00) == 0xb400) {
    std::uint32_t registers = (half & 0xff) | ((half & 0x100) != 0 ? 1U << lr : 0);
    arm_block_transfer(effect, {sp, registers, false, true, true, false});
  } else if ((half & 0xfe00) == 0xbc00) {
    std::uint32_t registers = (half & 0xff) | ((half & 0x100) != 0 ? 1U << pc : 0);
    arm_block_transfer(effect, {sp, registers, true, true, false, true});
  } else if ((half & 0xf500) == 0xb100) {  // cbz, cbnz
    effect.target = address + 4 + ((half >> 2) & 0x3e) + ((half >> 3) & 0x40);
    effect.is_conditional = true;
  } else if ((half & 0xff00) == 0xb200 || (half & 0xff00) == 0xba00) {
    arm_forget(effect, half & 7);
  }
}

void short_branches(std::uint32_t half, std::uint64_t address, Effect& effect) {
  unsigned condition = (half >> 8) & 15;
  if ((half & 0xf800) == 0xe000) {
    effect.target = moved(address + 4, (half & 0x7ff) << 1, 12);
    effect.ends = true;
  } else if (condition == 15) {
    effect.is_system_call = (half & 0xff) == 0;
    effect.spoil(0);
  } else if (condition == 14) {
    effect.ends = true;
  } else {
    effect.target = moved(address + 4, (half & 0xff) << 1, 9);
    effect.is_conditional = true;
  }
}

void high_registers(std::uint32_t half, Effect& effect) {
  unsigned rd = ((half >> 4) & 8) | (half & 7), rm = (half >> 3) & 15;
  switch ((half >> 8) & 3) {
  case 0: arm_forget(effect, rd); break;
  case 1: break;
  case 2:
    if (rm == sp || rm == pc)
      arm_forget(effect, rd);
    else
      arm_set(effect, rd, {Source::Kind::reg, rm, 0});
    break;
  default: effect.is_call = (half & 0x80) != 0; effect.ends = !effect.is_call;
  }
}

void short_form(const elf::LoadedImage& image, std::uint32_t half, std::uint64_t address,
                Effect& effect) {
  unsigned low = half & 7, middle = (half >> 3) & 7, high = (half >> 8) & 7;
  std::int64_t byte = half & 0xff;
  switch (half >> 11) {
  case 0:
    if ((half >> 6) == 0)
      arm_set(effect, low, {Source::Kind::reg, middle, 0});
    else
      arm_forget(effect, low);
    break;
  case 1:
  case 2: arm_forget(effect, low); break;
  case 3:
    if ((half & 0x400) == 0)
      arm_forget(effect, low);
    else
      add(effect, low, middle,
          (half & 0x200) != 0 ? -std::int64_t{(half >> 6) & 7} : std::int64_t{(half >> 6) & 7});
    break;
  case 4: arm_set(effect, high, {Source::Kind::constant, 0, byte}); break;
  case 5: break;
  case 6: add(effect, high, high, byte); break;
  case 7: add(effect, high, high, -byte); break;
  case 8:
    if ((half & 0x400) != 0) {
      high_registers(half, effect);
    } else if (unsigned op = (half >> 6) & 15; op != 8 && op != 10 && op != 11) {
      arm_forget(effect, low);
    }
    break;
  case 9:
    load_literal(image, effect, high, ((address + 4) & ~std::uint64_t{3}) + 4 * (half & 0xff));
    break;
  case 10:
  case 11:
    if (((half >> 9) & 7) >= 3) arm_forget(effect, low);
    break;
  case 13:
  case 15:
  case 17: arm_forget(effect, low); break;
  case 18: effect.stores.push_back({high, 4 * byte}); break;
  case 19: arm_set(effect, high, {Source::Kind::stack, 0, 4 * byte}); break;
  case 20:
  case 21: arm_forget(effect, high); break;
  case 22:
  case 23: short_miscellaneous(half, address, effect); break;
  case 24:
  case 25:
    arm_block_transfer(effect, {high, half & 0xff, (half & 0x800) != 0, true, false, true});
    break;
  case 26:
  case 27:
  case 28: short_branches(half, address, effect); break;
  default: break;  // 12, 14, 16: stores
  }
}

// A6.3.2, ThumbExpandImm.
std::uint32_t expanded(std::uint32_t bits) {
  std::uint32_t byte = bits & 0xff;
  switch (bits >> 8) {
  case 0: return byte;
  case 1: return byte << 16 | byte;
  case 2: return byte << 24 | byte << 8;
  case 3: return byte * 0x01010101;
  default: return std::rotr(0x80 | (bits & 0x7f), static_cast<int>(bits >> 7));
  }
}

void long_immediate(std::uint32_t first, std::uint32_t second, Effect& effect) {
  unsigned rn = first & 15, rd = (second >> 8) & 15;
  std::uint32_t bits = ((first & 0x400) << 1) | ((second >> 4) & 0x700) | (second & 0xff);
  if ((first & 0x200) != 0) {
    switch ((first >> 4) & 31) {
    case 0: return add(effect, rd, rn, bits);
    case 10: return add(effect, rd, rn, -std::int64_t{bits});
    case 4:
      return arm_set(effect, rd, {Source::Kind::constant, 0, (std::int64_t{rn} << 12) | bits});
    case 12:
      return arm_set(effect, rd, {Source::Kind::reg, rd, ((std::int64_t{rn} << 12) | bits) << 16});
    default: return arm_forget(effect, rd);
    }
  }
  bool is_compare = rd == pc;
  if (is_compare) return;
  std::uint32_t value = expanded(bits);
  switch ((first >> 5) & 15) {
  case 2:
    if (rn == pc) return arm_set(effect, rd, {Source::Kind::constant, 0, value});
    return arm_forget(effect, rd);
  case 3:
    if (rn == pc)
      return arm_set(effect, rd, {Source::Kind::constant, 0, static_cast<std::int32_t>(~value)});
    return arm_forget(effect, rd);
  case 8: return add(effect, rd, rn, value);
  case 13: return add(effect, rd, rn, -std::int64_t{value});
  default: return arm_forget(effect, rd);
  }
}

void long_branches(std::uint32_t first, std::uint32_t second, std::uint64_t address,
                   Effect& effect) {
  std::uint32_t s = (first >> 10) & 1, j1 = (second >> 13) & 1, j2 = (second >> 11) & 1;
  if ((second & 0xd000) == 0x8000) {
    if ((first & 0x380) == 0x380) {  // hints, barriers, status registers
      if ((first & 0xffe0) == 0xf3e0) arm_forget(effect, (second >> 8) & 15);
      return;
    }
    std::uint32_t bits =
        s << 20 | j2 << 19 | j1 << 18 | (first & 0x3f) << 12 | (second & 0x7ff) << 1;
    effect.target = moved(address + 4, bits, 21);
    effect.is_conditional = true;
    return;
  }
  std::uint32_t i1 = ~(j1 ^ s) & 1, i2 = ~(j2 ^ s) & 1;
  std::uint32_t bits =
      s << 24 | i1 << 23 | i2 << 22 | (first & 0x3ff) << 12 | (second & 0x7ff) << 1;
  effect.target = moved(address + 4, bits, 25);
  effect.is_call = (second & 0xd000) != 0x9000;
  effect.ends = !effect.is_call;
  bool to_a32 = (second & 0xd000) == 0xc000;
  if (to_a32) *effect.target &= ~std::uint64_t{3};
}

void long_single(const elf::LoadedImage& image, std::uint32_t first, std::uint32_t second,
                 std::uint64_t address, Effect& effect) {
  unsigned rn = first & 15, rt = second >> 12;
  bool loads = (first & 0x10) != 0, is_word = (first & 0x60) == 0x40 && (first & 0x100) == 0;
  if (loads && rn == pc && is_word) {
    std::uint64_t base = (address + 4) & ~std::uint64_t{3};
    std::uint64_t offset = second & 0xfff;
    return load_literal(image, effect, rt, (first & 0x80) != 0 ? base + offset : base - offset);
  }
  bool has_long_offset = (first & 0x80) != 0;
  bool writes_back = !has_long_offset && (second & 0x900) == 0x900;
  std::int64_t offset = has_long_offset ? second & 0xfff : second & 0xff;
  bool indexed = !has_long_offset && (second & 0x800) == 0;
  if (!has_long_offset && (second & 0x200) == 0) offset = -offset;
  if (rn == sp && is_word && !indexed) {
    bool before = has_long_offset || (second & 0x400) != 0;
    std::int64_t place = before ? offset : 0;
    if (writes_back) effect.stack_change = offset;
    if (loads)
      arm_set(effect, rt, {Source::Kind::stack, 0, place});
    else
      effect.stores.push_back({rt, place});
    return;
  }
  bool is_hint = rt == pc && !is_word;  // pld
  if (loads && !is_hint) arm_forget(effect, rt);
  if (writes_back) arm_forget(effect, rn);
}

void long_pair(std::uint32_t first, std::uint32_t second, Effect& effect) {
  unsigned rn = first & 15, rt = second >> 12, rt2 = (second >> 8) & 15;
  bool loads = (first & 0x10) != 0;
  if ((first & 0xfff0) == 0xe8d0 && (second & 0xffe0) == 0xf000) {  // tbb, tbh
    effect.ends = true;
    return;
  }
  bool is_pair = (first & 0x120) != 0;
  std::int64_t offset = 4 * std::int64_t{second & 0xff};
  if ((first & 0x80) == 0) offset = -offset;
  if (is_pair && rn == sp) {
    std::int64_t place = (first & 0x100) != 0 ? offset : 0;
    if ((first & 0x20) != 0) effect.stack_change = offset;
    if (loads) {
      arm_set(effect, rt, {Source::Kind::stack, 0, place});
      arm_set(effect, rt2, {Source::Kind::stack, 0, place + 4});
    } else {
      effect.stores.push_back({rt, place});
      effect.stores.push_back({rt2, place + 4});
    }
    return;
  }
  if (is_pair && !loads) {
    if ((first & 0x20) != 0) arm_forget(effect, rn);
    return;
  }
  // Loads and exclusives: whatever they may write.
  for (unsigned reg : {rt, rt2, static_cast<unsigned>(second & 15)})
    if (reg < sp) arm_forget(effect, reg);
  if ((first & 0x20) != 0 && rn < sp) arm_forget(effect, rn);
}

void long_form(const elf::LoadedImage& image, std::uint32_t first, std::uint32_t second,
               std::uint64_t address, Effect& effect) {
  unsigned rn = first & 15, rd = (second >> 8) & 15;
  effect.length = 4;
  effect.sets_flags = true;
  if ((first & 0xf800) == 0xf000) {
    if ((second & 0x8000) != 0)
      long_branches(first, second, address, effect);
    else
      long_immediate(first, second, effect);
  } else if ((first & 0xfe40) == 0xe800) {
    bool upwards = (first & 0x180) == 0x080;
    arm_block_transfer(effect,
                       {rn, second, (first & 0x10) != 0, (first & 0x20) != 0, !upwards, upwards});
  } else if ((first & 0xfe40) == 0xe840) {
    long_pair(first, second, effect);
  } else if ((first & 0xfe00) == 0xea00) {
    bool is_move = (first & 0x1e0) == 0x040 && rn == pc && (second & 0x70f0) == 0;
    unsigned rm = second & 15;
    if (rd == pc) return;  // compares
    if (is_move && rm != sp && rm != pc)
      arm_set(effect, rd, {Source::Kind::reg, rm, 0});
    else
      arm_forget(effect, rd);
  } else if ((first & 0xfe00) == 0xf800) {
    bool is_vector = (first & 0x110) == 0x100;
    if (is_vector)
      arm_forget(effect, rn);
    else
      long_single(image, first, second, address, effect);
  } else if ((first & 0xfe00) == 0xfa00) {
    arm_forget(effect, rd);
    if ((first & 0xff80) == 0xfb80 && (second >> 12) < sp) arm_forget(effect, second >> 12);
  } else if ((first & 0xec00) == 0xec00) {
    arm_coprocessor(effect, (first & 0x0fff) << 16 | second);
  }
}

}  // namespace

std::optional<Effect> thumb_effect(const elf::LoadedImage& image, std::uint64_t address) {
  std::optional<std::uint16_t> first = thumb_halfword(image, address);
  if (!first) return std::nullopt;
  Effect effect;
  effect.length = 2;
  if ((*first >> 11) < 29) {
    // In an IT block nothing else sets them.
    bool is_compare =
        (*first >> 11) == 5 || (*first & 0xff00) == 0x4200 || (*first & 0xff00) == 0x4500;
    effect.sets_flags = is_compare;
    short_form(image, *first, address, effect);
    return effect;
  }
  std::optional<std::uint16_t> second = thumb_halfword(image, address + 2);
  if (!second) return std::nullopt;
  long_form(image, *first, *second, address, effect);
  return effect;
}

}  // namespace ashore::verify
