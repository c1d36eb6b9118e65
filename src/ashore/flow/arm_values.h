// SPDX-License-Identifier: Apache-2.0
// What A32 and Thumb have in common: registers, and values that instructions give to them.
#pragma once

#include <bit>
#include <cstdint>

#include "ashore/flow/step.h"
#include "ashore/flow/values.h"

namespace ashore::flow::arm {

constexpr Register sp = 13, lr = 14, pc = 15;

// Advanced SIMD took places of the second set of coprocessor instructions, by number of
// coprocessor.
constexpr bool is_simd(std::uint32_t word) {
  return bits(word, 11, 8) >= 8 && bits(word, 11, 8) <= 13;
}

using flow::bits;
using flow::condition_of;
using flow::sign_extended;

// The constant that an instruction of 32-bit Thumb holds (ThumbExpandImm).
constexpr std::uint32_t thumb_immediate(std::uint32_t first, std::uint32_t second) {
  std::uint32_t byte = bits(second, 7, 0);
  std::uint32_t code = bits(first, 10, 10) << 11 | bits(second, 14, 12) << 8 | byte;
  switch (bits(code, 11, 8)) {
  case 0: return byte;
  case 1: return byte << 16 | byte;
  case 2: return byte << 24 | byte << 8;
  case 3: return byte * 0x01010101;
  default: return std::rotr(0x80 | bits(code, 6, 0), static_cast<int>(bits(code, 11, 7)));
  }
}

// An instruction that leaves `value` in register `to`; in pc, that is a jump.
struct Destination {
  Step& step;
  std::uint64_t pc_value;  // what pc reads as

  void gets(Register to, Effect effect) const {
    step.to = to;
    step.effect = effect;
    step.write(to);
    if (to == pc) step.flow = Flow::jump_through;
  }
  // Adds a register to the sum or the address that the step makes.
  void add(Register reg, unsigned shift = 0) const {
    if (reg == pc && shift == 0) {
      step.number += static_cast<std::int64_t>(pc_value);
      step.uses_pc = true;
    } else if (reg == pc) {
      step.effect = Effect::unknown;
    } else if (step.first == no_register && shift == 0) {
      step.first = reg;
    } else {
      step.second = reg;
      step.shift = static_cast<std::uint8_t>(shift);
    }
  }
};

// Instructions that change pc though they are no jumps have effects that nobody can tell.
inline void distrust_writes_of_pc(Step& step) {
  if ((step.writes >> pc & 1) == 0 || step.flow != Flow::next) return;
  step.is_strange = true;
  step.flow = Flow::jump_through;
  step.to = pc;
  step.effect = Effect::unknown;
}

// Says which bytes the step reads if that is known already.
inline void note_data(Step& step) {
  if (step.effect != Effect::load || step.first != no_register || step.second != no_register)
    return;
  step.data = static_cast<std::uint64_t>(step.number) & 0xFFFFFFFF;
  step.data_size = step.size;
}

}  // namespace ashore::flow::arm
