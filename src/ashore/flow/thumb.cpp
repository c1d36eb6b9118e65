// SPDX-License-Identifier: Apache-2.0
#include "ashore/flow/thumb.h"

#include <bit>

#include "ashore/flow/arm_values.h"

namespace ashore::flow {

namespace {

using arm::bits;
using arm::Destination;

Register low(std::uint32_t half, unsigned at) {
  return static_cast<Register>(bits(half, at + 2, at));
}

// MOV, LSL, LSR, ASR by a number; ADD, SUB of three.
void shift_or_add(std::uint32_t half, std::uint64_t pc_value, Step& step) {
  Destination destination{step, pc_value};
  destination.gets(low(half, 0), Effect::unknown);
  step.sets_flags = true;
  unsigned shift = bits(half, 10, 6);
  switch (bits(half, 12, 11)) {
  case 0:
    step.effect = Effect::sum;
    destination.add(low(half, 3), shift);
    return;
  case 1:
    step.effect = Effect::limited;
    step.number = shift == 0 ? 0 : 0xFFFFFFFF >> shift;
    return;
  case 2: return;
  default: break;
  }
  bool subtracts = bits(half, 9, 9) == 1, is_immediate = bits(half, 10, 10) == 1;
  if (!is_immediate && subtracts) {
    step.effect = Effect::difference;
    step.first = low(half, 3);
    step.second = low(half, 6);
    return;
  }
  step.effect = Effect::sum;
  destination.add(low(half, 3));
  if (!is_immediate)
    destination.add(low(half, 6));
  else
    step.number = subtracts ? -std::int64_t{low(half, 6)} : low(half, 6);
}

void with_immediate(std::uint32_t half, Step& step) {
  Register reg = low(half, 8);
  std::int64_t number = bits(half, 7, 0);
  step.sets_flags = true;
  std::uint32_t operation = bits(half, 12, 11);
  if (operation == 1) {
    step.compared = reg;
    step.compared_with = static_cast<std::uint64_t>(number);
    return;
  }
  Destination{step, 0}.gets(reg, Effect::sum);
  step.number = operation == 3 ? -number : number;
  if (operation != 0) step.first = reg;
}

// ADD, CMP, MOV of all registers; BX and BLX.
void with_high_registers(std::uint32_t half, std::uint64_t pc_value, Step& step) {
  Register to = static_cast<Register>(bits(half, 7, 7) << 3 | bits(half, 2, 0));
  Register from = static_cast<Register>(bits(half, 6, 3));
  Destination destination{step, pc_value};
  switch (bits(half, 9, 8)) {
  case 0:
    destination.gets(to, Effect::sum);
    destination.add(to);
    destination.add(from);
    step.keeps_kind = true;
    return;
  case 1:
    step.sets_flags = true;
    step.compared = to;
    step.compared_to = from;
    return;
  case 2:
    destination.gets(to, Effect::sum);
    destination.add(from);
    step.keeps_kind = true;
    return;
  default: break;
  }
  bool links = bits(half, 7, 7) == 1;
  destination.gets(arm::pc, Effect::sum);
  if (from == arm::pc) {  // the way out to A32
    step.flow = Flow::jump;
    step.target = pc_value & ~std::uint64_t{3};
    step.target_kind = CodeKind::a32;
    step.effect = Effect::none;
    return;
  }
  step.first = from;
  if (!links) return;
  step.flow = Flow::call_through;
  step.write(arm::lr);
}

void load_or_store(std::uint32_t half, Step& step) {
  Destination destination{step, 0};
  if (bits(half, 15, 12) == 5) {  // base and index
    constexpr std::uint8_t sizes[] = {0, 0, 0, 1, 4, 2, 1, 2};
    std::uint32_t operation = bits(half, 11, 9);
    if (operation < 3) return;
    step.size = sizes[operation];
    step.is_signed = operation == 3 || operation == 7;
    destination.gets(low(half, 0), Effect::load);
    destination.add(low(half, 3));
    destination.add(low(half, 6));
    return;
  }
  if (bits(half, 11, 11) == 0) return;  // stores
  bool by_stack = bits(half, 15, 12) == 9;
  std::uint8_t size = bits(half, 15, 12) == 8 ? 2 : bits(half, 15, 12) == 7 ? 1 : 4;
  step.size = size;
  destination.gets(low(half, by_stack ? 8 : 0), Effect::load);
  destination.add(by_stack ? arm::sp : low(half, 3));
  step.number = by_stack ? bits(half, 7, 0) * 4 : bits(half, 10, 6) * size;
}

void miscellaneous(std::uint32_t half, std::uint64_t pc_value, Step& step) {
  std::uint32_t group = bits(half, 11, 8);
  switch (group) {
  case 0:
    step.write(arm::sp);
    step.effect = Effect::sum;
    step.to = step.first = arm::sp;
    step.number = std::int64_t{4} * bits(half, 6, 0) * (bits(half, 7, 7) == 1 ? -1 : 1);
    return;
  case 1:
  case 3:
  case 9:
  case 11:  // CBZ and CBNZ
    step.flow = Flow::jump;
    step.condition = Condition::other;
    step.target = pc_value + (bits(half, 9, 9) << 6 | bits(half, 7, 3) << 1);
    step.target_kind = CodeKind::thumb;
    return;
  case 2: {  // SXTH, SXTB, UXTH, UXTB
    std::uint32_t kind = bits(half, 7, 6);
    Destination{step, 0}.gets(low(half, 0), kind < 2 ? Effect::unknown : Effect::limited);
    step.number = kind == 2 ? 0xFFFF : 0xFF;
    return;
  }
  case 4:
  case 5:
    step.write(arm::sp);
    step.saves_return = group == 5;
    return;
  case 6:  // SETEND and CPS
    if (bits(half, 7, 5) == 2 || bits(half, 7, 5) == 3) return;
    break;
  case 10:
    if (bits(half, 7, 6) == 2) return;  // HLT
    Destination{step, 0}.gets(low(half, 0), Effect::unknown);
    return;
  case 12:
  case 13:
    step.writes = step.loads = bits(half, 7, 0);
    step.write(arm::sp);
    if (group == 12) return;
    Destination{step, 0}.gets(arm::pc, Effect::load);
    step.first = arm::sp;
    step.size = 4;
    step.stack_return = true;
    return;
  case 14: step.calls_kernel = true; return;  // BKPT
  case 15:
    if (bits(half, 3, 0) != 0)
      step.it_block = static_cast<std::uint8_t>(4 - std::countr_zero(bits(half, 3, 0)));
    if (step.it_block != 0) step.it_conditions = static_cast<std::uint8_t>(bits(half, 7, 0));
    return;
  default: break;
  }
  step.length = 0;
}

void branch(std::uint32_t half, std::uint64_t pc_value, Step& step) {
  std::uint32_t condition = bits(half, 11, 8);
  if (condition == 14) {  // UDF
    step.flow = Flow::stop;
    return;
  }
  step.calls_kernel = condition == 15;  // SVC
  step.is_system_call = step.calls_kernel && bits(half, 7, 0) == 0;
  if (step.calls_kernel) {
    step.write(0);
    return;
  }
  step.flow = Flow::jump;
  step.condition = arm::condition_of(condition);
  step.target = pc_value + static_cast<std::uint64_t>(arm::sign_extended(bits(half, 7, 0), 8) * 2);
  step.target_kind = CodeKind::thumb;
}

void literal_or_address(std::uint32_t half, std::uint64_t pc_value, Step& step) {
  bool loads = bits(half, 15, 12) == 4;
  bool of_stack = bits(half, 15, 11) == 0x15;
  Destination{step, 0}.gets(low(half, 8), loads ? Effect::load : Effect::sum);
  step.number = bits(half, 7, 0) * 4;
  if (of_stack)
    step.first = arm::sp;
  else
    step.number += static_cast<std::int64_t>(pc_value & ~std::uint64_t{3});
  step.uses_pc = !of_stack;
  step.size = loads ? 4 : 0;
  arm::note_data(step);
}

void block_transfer(std::uint32_t half, Step& step) {
  bool loads = bits(half, 11, 11) == 1;
  step.write(low(half, 8));
  if (loads) step.loads = bits(half, 7, 0);
  step.writes |= step.loads;
  if (bits(half, 7, 0) == 0) step.length = 0;
}

// Register operations; TST, CMP and CMN write none.
void data_processing(std::uint32_t half, Step& step) {
  std::uint32_t operation = bits(half, 9, 6);
  step.sets_flags = true;
  if (operation == 10) {
    step.compared = low(half, 0);
    step.compared_to = low(half, 3);
  }
  if (operation == 8 || operation == 10 || operation == 11) return;
  Destination{step, 0}.gets(low(half, 0), Effect::unknown);
  if (operation == 1) step.effect = Effect::exclusive;
}

}  // namespace

Step narrow_thumb_step(std::uint16_t first, std::uint64_t address, bool conditional) {
  Step step;
  step.length = 2;
  if (conditional) step.condition = Condition::other;
  std::uint32_t half = first;
  std::uint64_t pc_value = address + 4;
  switch (bits(half, 15, 12)) {
  case 0:
  case 1: shift_or_add(half, pc_value, step); break;
  case 2:
  case 3: with_immediate(half, step); break;
  case 4:
    if (bits(half, 11, 10) == 0)
      data_processing(half, step);
    else if (bits(half, 11, 10) == 1)
      with_high_registers(half, pc_value, step);
    else
      literal_or_address(half, pc_value, step);
    break;
  case 10: literal_or_address(half, pc_value, step); break;
  case 11: miscellaneous(half, pc_value, step); break;
  case 12: block_transfer(half, step); break;
  case 13: branch(half, pc_value, step); break;
  case 14:
    step.flow = Flow::jump;
    step.target =
        pc_value + static_cast<std::uint64_t>(arm::sign_extended(bits(half, 10, 0), 11) * 2);
    step.target_kind = CodeKind::thumb;
    break;
  default: load_or_store(half, step); break;
  }
  // In an IT block, those that could set flags do not, but for the ones that do nothing else.
  bool only_compares = step.compared != no_register || step.writes == 0;
  if (conditional && !only_compares) step.sets_flags = false;
  return step;
}

Step thumb_step(std::uint16_t first, std::uint16_t second, std::uint64_t address,
                bool conditional) {
  if (!thumb_is_wide(first)) return narrow_thumb_step(first, address, conditional);
  Step step = wide_thumb_step(first, second, address);
  if (conditional && !step.is_conditional()) step.condition = Condition::other;
  return step;
}

}  // namespace ashore::flow
