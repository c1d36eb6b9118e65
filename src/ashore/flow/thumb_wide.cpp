// SPDX-License-Identifier: Apache-2.0
// Thumb instructions of 32 bits.
#include <initializer_list>

#include "ashore/flow/arm_values.h"
#include "ashore/flow/thumb.h"

namespace ashore::flow {

namespace {

using arm::bits;
using arm::Destination;

Register reg(std::uint32_t half, unsigned low) {
  return static_cast<Register>(bits(half, low + 3, low));
}

// The opcodes of data processing.
constexpr std::uint32_t op_and = 0, op_bic = 1, op_orr = 2, op_orn = 3, op_eor = 4, op_add = 8,
                        op_sub = 13, op_rsb = 14;

// TST, TEQ, CMN and CMP are AND, EOR, ADD and SUB to pc that set flags.
bool is_compare(std::uint32_t operation, Register to, bool sets_flags) {
  return to == arm::pc && sets_flags &&
         (operation == op_and || operation == op_eor || operation == op_add || operation == op_sub);
}

void with_immediate(std::uint32_t first, std::uint32_t second, Step& step) {
  std::uint32_t operation = bits(first, 8, 5);
  Register from = reg(first, 0), to = reg(second, 8);
  std::int64_t number = arm::thumb_immediate(first, second);
  step.sets_flags = bits(first, 4, 4) == 1;
  if (is_compare(operation, to, step.sets_flags)) {
    if (operation != op_sub) return;
    step.compared = from;
    step.compared_with = static_cast<std::uint64_t>(number);
    return;
  }
  if (to == arm::pc) {
    step.length = 0;
    return;
  }
  Destination destination{step, 0};
  destination.gets(to, Effect::unknown);
  if (operation == op_add || operation == op_sub) {
    step.effect = Effect::sum;
    step.number = operation == op_add ? number : -number;
    step.first = from;
  } else if (operation == op_rsb) {
    step.effect = Effect::remainder;
    step.number = number;
    step.first = from;
  } else if ((operation == op_orr || operation == op_orn) && from == arm::pc) {
    step.effect = Effect::sum;
    step.number = operation == op_orr ? number : ~number & 0xFFFFFFFF;
  } else if (operation == op_orr && number == 1) {  // the Thumb bit
    step.effect = Effect::sum;
    step.number = 1;
    step.first = from;
  } else if (operation == op_bic && number <= 3) {
    step.effect = Effect::sum;
    step.first = from;
  } else if (operation == op_and) {
    step.effect = Effect::limited;
    step.number = number;
  }
}

void with_plain_immediate(std::uint32_t first, std::uint32_t second, std::uint64_t address,
                          Step& step) {
  std::uint32_t operation = bits(first, 8, 4);
  Register from = reg(first, 0), to = reg(second, 8);
  std::int64_t number = bits(first, 10, 10) << 11 | bits(second, 14, 12) << 8 | bits(second, 7, 0);
  if (to == arm::pc) {
    step.length = 0;
    return;
  }
  Destination destination{step, 0};
  destination.gets(to, Effect::unknown);
  switch (operation) {
  case 0:
  case 10:
    step.effect = Effect::sum;
    step.number = operation == 0 ? number : -number;
    step.uses_pc = from == arm::pc;
    if (!step.uses_pc)
      step.first = from;
    else
      step.number += static_cast<std::int64_t>((address + 4) & ~std::uint64_t{3});
    return;
  case 4:
  case 12:
    step.effect = operation == 4 ? Effect::sum : Effect::high_half;
    step.number = bits(first, 3, 0) << 12 | number;
    if (operation == 12) {
      step.first = to;
      step.shift = 16;
    }
    return;
  case 28:  // UBFX
    step.effect = Effect::limited;
    step.number = (std::int64_t{2} << bits(second, 4, 0)) - 1;
    return;
  default: return;
  }
}

// `offset` in the form of B.W, BL and BLX.
std::int64_t long_offset(std::uint32_t first, std::uint32_t second) {
  std::uint32_t sign = bits(first, 10, 10);
  std::uint32_t i1 = 1 ^ bits(second, 13, 13) ^ sign, i2 = 1 ^ bits(second, 11, 11) ^ sign;
  return arm::sign_extended(
      sign << 24 | i1 << 23 | i2 << 22 | bits(first, 9, 0) << 12 | bits(second, 10, 0) << 1, 25);
}

void control(std::uint32_t first, std::uint32_t second, std::uint64_t address, Step& step) {
  if ((first & 0xFFF0) == 0xF7F0 && (second & 0xF000) == 0xA000) {  // UDF.W
    step.flow = Flow::stop;
  } else if (first == 0xF3DE && bits(second, 15, 8) == 0x8F) {  // ERET, SUBS PC, LR
    Destination{step, 0}.gets(arm::pc, Effect::unknown);
    step.is_strange = true;
  } else if ((first & 0xFFF0) == 0xF3C0) {  // BXJ
    Destination{step, 0}.gets(arm::pc, Effect::sum);
    step.first = reg(first, 0);
    step.is_strange = true;
  } else if ((first & 0xFFE0) == 0xF3E0) {  // MRS
    step.write(reg(second, 8));
  } else if (bits(first, 9, 7) == 7) {
    step.sets_flags = (first & 0xFFE0) == 0xF380;  // MSR; else hints, barriers, HVC, SMC
  } else {
    step.flow = Flow::jump;
    step.condition = arm::condition_of(bits(first, 9, 6));
    std::int64_t offset = arm::sign_extended(
        bits(first, 10, 10) << 20 | bits(second, 11, 11) << 19 | bits(second, 13, 13) << 18 |
            bits(first, 5, 0) << 12 | bits(second, 10, 0) << 1,
        21);
    step.target = address + 4 + static_cast<std::uint64_t>(offset);
    step.target_kind = CodeKind::thumb;
  }
}

void branch(std::uint32_t first, std::uint32_t second, std::uint64_t address, Step& step) {
  bool links = bits(second, 14, 14) == 1, is_long = links || bits(second, 12, 12) == 1;
  if (!is_long) return control(first, second, address, step);
  bool to_thumb = bits(second, 12, 12) == 1;
  std::uint64_t base = to_thumb ? address + 4 : (address + 4) & ~std::uint64_t{3};
  std::uint64_t target = base + static_cast<std::uint64_t>(long_offset(first, second));
  step.flow = links ? Flow::call : Flow::jump;
  step.target = (to_thumb ? target : target & ~std::uint64_t{3}) & 0xFFFFFFFF;
  step.target_kind = to_thumb ? CodeKind::thumb : CodeKind::a32;
  if (links) step.write(arm::lr);
  if (!to_thumb && bits(second, 0, 0) == 1) step.length = 0;
}

void with_register(std::uint32_t first, std::uint32_t second, Step& step) {
  std::uint32_t operation = bits(first, 8, 5);
  Register from = reg(first, 0), to = reg(second, 8), other = reg(second, 0);
  unsigned shift = bits(second, 14, 12) << 2 | bits(second, 7, 6), kind = bits(second, 5, 4);
  step.sets_flags = bits(first, 4, 4) == 1;
  if (is_compare(operation, to, step.sets_flags)) {
    if (operation != op_sub || shift != 0 || kind != 0) return;
    step.compared = from;
    step.compared_to = other;
    return;
  }
  if (to == arm::pc) {
    step.length = 0;
    return;
  }
  Destination destination{step, 0};
  destination.gets(to, Effect::unknown);
  bool moves = operation == op_orr && from == arm::pc;
  if (moves && kind == 1) {  // LSR
    step.effect = Effect::limited;
    step.number = shift == 0 ? 0 : 0xFFFFFFFF >> shift;
  } else if (kind == 0 && (moves || operation == op_add)) {
    step.effect = Effect::sum;
    if (!moves) destination.add(from);
    destination.add(other, shift);
  } else if (operation == op_eor && shift == 0 && kind == 0) {
    step.effect = Effect::exclusive;
  } else if (operation == op_sub && shift == 0 && kind == 0) {
    step.effect = Effect::difference;
    step.first = from;
    step.second = other;
  }
}

void multiple_or_double(std::uint32_t first, std::uint32_t second, std::uint64_t address,
                        Step& step) {
  Register base = reg(first, 0);
  bool loads = bits(first, 4, 4) == 1, writes_back = bits(first, 5, 5) == 1;
  Destination destination{step, 0};
  if (bits(first, 6, 6) == 0) {
    std::uint32_t kind = bits(first, 8, 7);
    if (kind == 0 || kind == 3) {  // RFE and SRS
      if (loads) destination.gets(arm::pc, Effect::unknown);
      step.is_strange = true;
      return;
    }
    if (writes_back) step.write(base);
    step.saves_return = !loads && base == arm::sp && bits(second, 14, 14) == 1;
    if (!loads) return;
    step.writes |= second;
    step.loads = second;
    if (bits(second, 15, 15) == 0) return;
    destination.gets(arm::pc, Effect::load);
    step.first = base;
    step.size = 4;
    step.stack_return = base == arm::sp;
    return;
  }
  if ((first & 0xFFF0) == 0xE8D0 && (second & 0xFFE0) == 0xF000) {  // TBB and TBH
    step.flow = Flow::jump_through;
    step.to = arm::pc;
    step.effect = Effect::unknown;
    if (base != arm::pc) return;
    step.table_index = reg(second, 0);
    step.size = bits(second, 4, 4) == 1 ? 2 : 1;
    return;
  }
  bool is_double = bits(first, 8, 8) == 1 || writes_back;
  if (is_double) {
    if (bits(first, 8, 8) == 0 || writes_back) step.write(base);
    if (!loads) return;
    step.write(reg(second, 12));
    step.write(reg(second, 8));
    step.loads = std::uint32_t{1} << reg(second, 12) | std::uint32_t{1} << reg(second, 8);
    if (base != arm::pc) return;
    std::int64_t offset = std::int64_t{4} * bits(second, 7, 0);
    step.data = ((address + 4) & ~std::uint64_t{3}) +
                static_cast<std::uint64_t>(bits(first, 7, 7) == 1 ? offset : -offset);
    step.data_size = 8;
    return;
  }
  // Exclusive loads and stores: the values, or the status in one of two places.
  if (loads) {
    if (reg(second, 12) != arm::pc) step.write(reg(second, 12));
    if (reg(second, 8) != arm::pc) step.write(reg(second, 8));
  } else {
    for (unsigned at : {8U, 0U}) {
      if (reg(second, at) != arm::pc) step.write(reg(second, at));
    }
  }
}

void load_or_store(std::uint32_t first, std::uint32_t second, std::uint64_t address, Step& step) {
  Register base = reg(first, 0), to = reg(second, 12);
  bool loads = bits(first, 4, 4) == 1, by_number = bits(first, 7, 7) == 1;
  if (bits(first, 8, 8) == 1 && !loads) {  // structures of Advanced SIMD
    if (reg(second, 0) != arm::pc) step.write(base);
    return;
  }
  unsigned size = 1U << bits(first, 6, 5);
  if (size == 8) {
    step.length = 0;
    return;
  }
  bool moves_base = !by_number && base != arm::pc && bits(second, 11, 11) == 1;
  bool indexed = !moves_base || bits(second, 10, 10) == 1;
  bool writes_back = moves_base && bits(second, 8, 8) == 1;
  if (loads && (to != arm::pc || size == 4)) {
    Destination destination{step, (address + 4) & ~std::uint64_t{3}};
    destination.gets(to, Effect::load);
    step.size = static_cast<std::uint8_t>(size);
    step.is_signed = bits(first, 8, 8) == 1;
    destination.add(base);
    if (base == arm::pc) {
      std::int64_t offset = bits(second, 11, 0);
      step.number += by_number ? offset : -offset;
    } else if (by_number) {
      step.number = bits(second, 11, 0);
    } else if (moves_base) {
      std::int64_t offset = bits(second, 7, 0);
      if (indexed) step.number = bits(second, 9, 9) == 1 ? offset : -offset;
      step.stack_return = to == arm::pc && base == arm::sp && !indexed;
    } else {
      destination.add(reg(second, 0), bits(second, 5, 4));
    }
    arm::note_data(step);
  }
  if (writes_back) step.write(base);
  // Hints about data to come do not move the base.
  if (loads && to == arm::pc && size < 4 && moves_base) step.is_strange = writes_back;
}

void register_operation(std::uint32_t first, std::uint32_t second, Step& step) {
  Register to = reg(second, 8);
  if (bits(first, 9, 8) == 3) {  // multiplies and divisions
    step.write(to);
    if (bits(first, 7, 7) == 1 && reg(second, 12) != arm::pc) step.write(reg(second, 12));
    if (to == arm::pc) step.length = 0;
    return;
  }
  if (to == arm::pc || bits(second, 15, 12) != 15) {
    step.length = 0;
    return;
  }
  step.sets_flags = bits(first, 7, 7) == 0 && bits(second, 7, 4) == 0 && bits(first, 4, 4) == 1;
  Destination{step, 0}.gets(to, Effect::unknown);
  bool unrotated = bits(second, 7, 4) == 8;
  if ((first & 0xFFF0) == 0xFAB0 && unrotated) {  // CLZ
    step.effect = Effect::limited;
    step.number = 32;
  }
  if ((first == 0xFA1F || first == 0xFA5F) && unrotated) {  // UXTH, UXTB
    step.effect = Effect::limited;
    step.number = first == 0xFA1F ? 0xFFFF : 0xFF;
  }
}

void coprocessor(std::uint32_t first, std::uint32_t second, std::uint64_t address, Step& step) {
  bool is_second_set = bits(first, 12, 12) == 1;
  if (bits(first, 11, 8) == 15 || (is_second_set && arm::is_simd(second))) return;
  if (bits(first, 11, 8) == 14) {
    bool moves_to_register = bits(first, 4, 4) == 1 && bits(second, 4, 4) == 1;  // MRC
    if (!moves_to_register) return;
    if (reg(second, 12) == arm::pc)
      step.sets_flags = true;
    else
      step.write(reg(second, 12));
    return;
  }
  if (bits(first, 8, 5) == 2) {  // MCRR and MRRC
    if (bits(first, 4, 4) == 0) return;
    step.write(reg(second, 12));
    step.write(reg(first, 0));
    return;
  }
  bool writes_back = bits(first, 5, 5) == 1;
  if (writes_back) step.write(reg(first, 0));
  bool is_float_load = bits(second, 11, 9) == 5 && bits(first, 8, 8) == 1 && !writes_back;
  if (is_float_load && bits(first, 4, 4) == 1 && reg(first, 0) == arm::pc) {
    std::int64_t offset = std::int64_t{4} * bits(second, 7, 0);
    step.data = ((address + 4) & ~std::uint64_t{3}) +
                static_cast<std::uint64_t>(bits(first, 7, 7) == 1 ? offset : -offset);
    step.data_size = bits(second, 8, 8) == 1 ? 8 : 4;
  }
}

}  // namespace

Step wide_thumb_step(std::uint16_t first_half, std::uint16_t second_half, std::uint64_t address) {
  std::uint32_t first = first_half, second = second_half;
  Step step;
  step.length = 4;
  if (bits(first, 10, 10) == 1 && bits(first, 15, 11) != 0x1E) {
    coprocessor(first, second, address, step);
  } else if (bits(first, 15, 11) == 0x1E && bits(second, 15, 15) == 1) {
    branch(first, second, address, step);
  } else if (bits(first, 15, 11) == 0x1E && bits(first, 9, 9) == 0) {
    with_immediate(first, second, step);
  } else if (bits(first, 15, 11) == 0x1E) {
    with_plain_immediate(first, second, address, step);
  } else if (bits(first, 15, 11) == 0x1D && bits(first, 9, 9) == 0) {
    multiple_or_double(first, second, address, step);
  } else if (bits(first, 15, 11) == 0x1D) {
    with_register(first, second, step);
  } else if (bits(first, 9, 9) == 0) {
    load_or_store(first, second, address, step);
  } else {
    register_operation(first, second, step);
  }
  arm::distrust_writes_of_pc(step);
  return step;
}

}  // namespace ashore::flow
