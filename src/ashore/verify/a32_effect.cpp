// SPDX-License-Identifier: Apache-2.0
// A32, by the encodings of the ARM Architecture Reference Manual (DDI 0406C, A5).
#include <bit>

#include "ashore/verify/arm_words.h"
#include "ashore/verify/instruction_effect.h"

namespace ashore::verify {

namespace {

constexpr unsigned sp = 13, pc = 15;

unsigned field(std::uint32_t word, unsigned low) { return (word >> low) & 15; }

void data_processing(std::uint32_t word, Effect& effect) {
  unsigned operation = field(word, 21), rn = field(word, 16), rd = field(word, 12);
  bool immediate = (word & 0x02000000) != 0;
  std::uint32_t value = std::rotr(word & 0xff, static_cast<int>(2 * field(word, 8)));
  bool plain_register = !immediate && (word & 0xff0) == 0;
  if (operation >= 8 && operation <= 11) return;  // compares
  std::int64_t added = operation == 4 ? value : -std::int64_t{value};
  if (immediate && (operation == 4 || operation == 2) && rn != pc) {
    if (rd == sp && rn == sp) {
      effect.stack_change = added;
      return;
    }
    if (rn != sp) return arm_set(effect, rd, {Source::Kind::reg, rn, added});
  }
  if (immediate && operation == 13) return arm_set(effect, rd, {Source::Kind::constant, 0, value});
  if (immediate && operation == 15)
    return arm_set(effect, rd, {Source::Kind::constant, 0, static_cast<std::int32_t>(~value)});
  unsigned rm = word & 15;
  if (plain_register && operation == 13 && rm != sp && rm != pc)
    return arm_set(effect, rd, {Source::Kind::reg, rm, 0});
  arm_forget(effect, rd);
}

// Multiplies, loads and stores of halfwords and pairs, swaps and exclusives, status registers.
bool miscellaneous(std::uint32_t word, Effect& effect) {
  unsigned rn = field(word, 16), rd = field(word, 12);
  if ((word & 0x0ffffff0) == 0x012fff10) {  // bx
    effect.ends = true;
    return true;
  }
  if ((word & 0x0ffffff0) == 0x012fff30) {  // blx through a register
    effect.is_call = true;
    return true;
  }
  if ((word & 0x0e000090) == 0x00000090) {
    bool loads = (word & 0x00100000) != 0 || (word & 0xf0) == 0xd0 || (word & 0x60) == 0;
    if (loads) {
      arm_forget(effect, rd);
      if (rd + 1 < sp) arm_forget(effect, rd + 1);
    }
    bool writes_back = (word & 0x01000000) == 0 || (word & 0x00200000) != 0;
    if (writes_back || (word & 0x60) == 0) arm_forget(effect, rn);
    return true;
  }
  if ((word & 0x0fb00000) == 0x03200000 || (word & 0x0fb000f0) == 0x01200000) return true;  // msr
  if ((word & 0x0ff00000) == 0x03000000) {                                                  // movw
    arm_set(effect, rd, {Source::Kind::constant, 0, ((word >> 4) & 0xf000) | (word & 0xfff)});
    return true;
  }
  if ((word & 0x0ff00000) == 0x03400000) {  // movt: the lower half was set before
    std::int64_t high = ((word >> 4) & 0xf000) | (word & 0xfff);
    arm_set(effect, rd, {Source::Kind::reg, rd, high << 16});
    return true;
  }
  if ((word & 0x0f900000) == 0x01000000) {
    arm_forget(effect, rd);
    if ((word & 0x90) == 0x80) arm_forget(effect, rn);
    return true;
  }
  return false;
}

void single_transfer(const elf::LoadedImage& image, std::uint32_t word, std::uint64_t address,
                     Effect& effect) {
  unsigned rn = field(word, 16), rt = field(word, 12);
  bool loads = (word & 0x00100000) != 0, is_byte = (word & 0x00400000) != 0;
  bool before = (word & 0x01000000) != 0, writes_back = !before || (word & 0x00200000) != 0;
  bool immediate = (word & 0x02000000) == 0;
  std::int64_t offset = word & 0xfff;
  if ((word & 0x00800000) == 0) offset = -offset;
  if (immediate && !is_byte && rn == sp) {
    std::int64_t place = before ? offset : 0;
    if (writes_back) effect.stack_change = offset;
    if (!loads) {
      effect.stores.push_back({rt, place});
    } else {
      arm_set(effect, rt, {Source::Kind::stack, 0, place});
    }
    return;
  }
  if (loads && immediate && !is_byte && rn == pc && before) {
    std::optional<std::uint32_t> value =
        arm_word(image, address + 8 + static_cast<std::uint64_t>(offset));
    if (value && rt != pc) return arm_set(effect, rt, {Source::Kind::constant, 0, *value});
  }
  if (loads) arm_forget(effect, rt);
  if (writes_back) arm_forget(effect, rn);
}

}  // namespace

void arm_block_transfer(Effect& effect, const BlockTransfer& transfer) {
  int count = std::popcount(transfer.registers);
  std::int64_t size = 4 * std::int64_t{count};
  std::int64_t place =
      transfer.upwards ? (transfer.before ? 4 : 0) : (transfer.before ? -size : -size + 4);
  for (unsigned reg = 0; reg < 16; ++reg) {
    if ((transfer.registers >> reg & 1) == 0) continue;
    if (transfer.base != sp) {
      if (transfer.loads) arm_forget(effect, reg);
    } else if (transfer.loads) {
      arm_set(effect, reg, {Source::Kind::stack, 0, place});
    } else {
      effect.stores.push_back({reg, place});
    }
    place += 4;
  }
  if (!transfer.writes_back) return;
  if (transfer.base == sp) {
    effect.stack_change = transfer.upwards ? size : -size;
  } else {
    arm_forget(effect, transfer.base);
  }
}

std::optional<Effect> a32_effect(const elf::LoadedImage& image, std::uint64_t address) {
  std::optional<std::uint32_t> fetched = arm_code_word(image, address);
  if (!fetched) return std::nullopt;
  std::uint32_t word = *fetched;
  Effect effect;
  unsigned condition = word >> 28;
  std::uint64_t here = address + 8;
  auto target = [&] {
    return here + static_cast<std::uint64_t>(static_cast<std::int32_t>(word << 8) >> 6);
  };
  if (condition == 15) {
    if ((word & 0x0e000000) == 0x0a000000) {  // blx to Thumb
      effect.is_call = true;
      effect.target = target() + ((word >> 23) & 2);
    } else if ((word & 0x0f100000) == 0x04000000) {  // NEON's loads and stores
      arm_forget(effect, field(word, 16));
    }
    return effect;
  }
  if ((word & 0xfff000f0) == 0xe7f000f0) {  // udf
    effect.ends = true;
    return effect;
  }
  effect.is_conditional = condition != 14;
  effect.condition = condition;
  // Compares, and all that have the S bit; of other groups a load may count as one.
  effect.sets_flags = (word & 0x0c100000) == 0x00100000 || (word & 0x0c000000) == 0x0c000000;
  switch ((word >> 25) & 7) {
  case 0:
  case 1:
    if (!miscellaneous(word, effect)) data_processing(word, effect);
    break;
  case 2: single_transfer(image, word, address, effect); break;
  case 3:
    if ((word & 0x10) == 0) {
      single_transfer(image, word, address, effect);
    } else {
      arm_forget(effect, field(word, 12));
      arm_forget(effect, field(word, 16));
    }
    break;
  case 4:
    arm_block_transfer(effect, {field(word, 16), word & 0xffff, (word & 0x00100000) != 0,
                                (word & 0x00200000) != 0, (word & 0x01000000) != 0,
                                (word & 0x00800000) != 0});
    break;
  case 5:
    effect.is_call = (word & 0x01000000) != 0;
    effect.ends = !effect.is_call;
    effect.target = target();
    break;
  default:
    if ((word & 0x0f000000) == 0x0f000000) {
      effect.is_system_call = (word & 0x00ffffff) == 0;
      effect.spoil(0);
    } else {
      arm_coprocessor(effect, word);
    }
  }
  if (effect.is_conditional) effect.may_be_passed();
  return effect;
}

}  // namespace ashore::verify
