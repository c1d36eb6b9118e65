// SPDX-License-Identifier: Apache-2.0
#include "ashore/flow/a32.h"

#include <bit>

#include "ashore/flow/arm_values.h"

namespace ashore::flow {

namespace {

using arm::bits;
using arm::Destination;

Register reg(std::uint32_t word, unsigned low) {
  return static_cast<Register>(bits(word, low + 3, low));
}

void unconditional(std::uint32_t word, std::uint64_t address, Step& step) {
  std::uint32_t top = bits(word, 27, 24);
  if (bits(word, 27, 25) == 5) {  // BLX to Thumb code
    std::int64_t offset = arm::sign_extended(bits(word, 23, 0), 24) * 4 + 2 * bits(word, 24, 24);
    step.flow = Flow::call;
    step.target = (address + 8 + static_cast<std::uint64_t>(offset)) & 0xFFFFFFFF;
    step.target_kind = CodeKind::thumb;
    step.write(arm::lr);
  } else if (top == 0 || top == 15) {
    step.length = 0;
  } else if ((word & 0x0E500000) == 0x08100000) {  // RFE
    Destination{step, 0}.gets(arm::pc, Effect::unknown);
    step.is_strange = true;
  } else if ((word & 0x0FF00000) == 0x0C500000) {  // MRRC2
    step.write(reg(word, 12));
    step.write(reg(word, 16));
  } else if ((word & 0x0F100010) == 0x0E100010) {  // MRC2
    if (reg(word, 12) != arm::pc) step.write(reg(word, 12));
  } else if (bits(word, 27, 25) == 6 && bits(word, 21, 21) != 0 && !arm::is_simd(word)) {
    // LDC2 and STC2 that write back
    step.write(reg(word, 16));
  } else if (top == 4 && bits(word, 20, 20) == 0 && reg(word, 0) != arm::pc) {
    step.write(reg(word, 16));  // structures of Advanced SIMD, written back
  }
}

void multiply_or_exclusive(std::uint32_t word, Step& step) {
  if (bits(word, 24, 24) == 0) {  // multiplies
    step.write(reg(word, 16));
    if (bits(word, 23, 22) != 0) step.write(reg(word, 12));
    step.sets_flags = bits(word, 20, 20) != 0;
    return;
  }
  // SWP, and exclusive loads and stores: a value or the status.
  if (reg(word, 12) != arm::pc) step.write(reg(word, 12));  // else a store with no status
  bool loads_two = bits(word, 22, 20) == 3;
  if (loads_two) step.write(static_cast<Register>(reg(word, 12) + 1));
}

void write_back(std::uint32_t word, Step& step) {
  bool indexed = bits(word, 24, 24) == 1, writes_back = bits(word, 21, 21) == 1;
  if (!indexed || writes_back) step.write(reg(word, 16));
}

// What is loaded from base and offset. After the load, the base may have another value, so the
// step must describe the address with the value of before, which it does.
void small_load_or_store(std::uint32_t word, std::uint64_t address, Step& step) {
  Destination destination{step, address + 8};
  std::uint32_t kind = bits(word, 6, 5);
  bool loads = bits(word, 20, 20) == 1, is_immediate = bits(word, 22, 22) == 1;
  bool indexed = bits(word, 24, 24) == 1, up = bits(word, 23, 23) == 1;
  if (loads) {
    step.size = kind == 2 ? 1 : 2;
    step.is_signed = kind != 1;
    destination.gets(reg(word, 12), Effect::load);
    destination.add(reg(word, 16));
    std::int64_t offset = bits(word, 11, 8) << 4 | bits(word, 3, 0);
    if (is_immediate && indexed) step.number += up ? offset : -offset;
    if (!is_immediate && indexed && up) destination.add(reg(word, 0));
    if (!is_immediate && indexed && !up) step.effect = Effect::unknown;
    arm::note_data(step);
    if (step.to == arm::pc) step.length = 0;
  } else if (kind == 2) {  // LDRD
    step.write(reg(word, 12));
    step.write(static_cast<Register>(reg(word, 12) + 1));
    step.loads = step.writes;
    if (is_immediate && reg(word, 16) == arm::pc) {
      std::int64_t offset = bits(word, 11, 8) << 4 | bits(word, 3, 0);
      step.data = address + 8 + static_cast<std::uint64_t>(up ? offset : -offset);
      step.data_size = 8;
    }
  }
  write_back(word, step);
}

void load_or_store(std::uint32_t word, std::uint64_t address, Step& step) {
  Destination destination{step, address + 8};
  bool loads = bits(word, 20, 20) == 1;
  if (loads) {
    bool indexed = bits(word, 24, 24) == 1, up = bits(word, 23, 23) == 1;
    step.size = bits(word, 22, 22) == 1 ? 1 : 4;
    destination.gets(reg(word, 12), Effect::load);
    destination.add(reg(word, 16));
    step.stack_return = step.to == arm::pc && reg(word, 16) == arm::sp && !indexed;
    std::int64_t offset = bits(word, 11, 0);
    if (bits(word, 25, 25) == 0) {
      if (indexed) step.number += up ? offset : -offset;
    } else if (indexed) {
      if (!up || bits(word, 6, 5) != 0)
        step.effect = Effect::unknown;
      else
        destination.add(reg(word, 0), bits(word, 11, 7));
    }
    arm::note_data(step);
    if (step.to == arm::pc && step.size == 1) step.length = 0;
  }
  bool pushes = bits(word, 24, 21) == 9 && reg(word, 16) == arm::sp && !loads;
  step.saves_return = pushes && reg(word, 12) == arm::lr;
  write_back(word, step);
}

void media(std::uint32_t word, Step& step) {
  if ((word & 0x0FF000F0) == 0x07F000F0) {  // UDF
    step.flow = Flow::stop;
    step.condition = Condition::always;
    return;
  }
  if (bits(word, 24, 20) >= 16 && bits(word, 24, 20) <= 24) {  // multiplies, divisions, USAD8
    step.write(reg(word, 16));
    step.write(reg(word, 12));
    if (reg(word, 12) == arm::pc) step.writes &= 0x7FFFU | 1U << reg(word, 16);
    if (reg(word, 16) == arm::pc) step.length = 0;
    return;
  }
  Register to = reg(word, 12);
  if (to == arm::pc) {
    step.length = 0;
    return;
  }
  step.to = to;
  step.write(to);
  step.effect = Effect::unknown;
  bool is_field = (word & 0x0FE00070) == 0x07E00050;  // UBFX
  if (is_field) {
    step.effect = Effect::limited;
    step.number = (std::int64_t{2} << bits(word, 20, 16)) - 1;
  }
  if ((word & 0x0FFF00F0) == 0x06EF0070) {  // UXTB
    step.effect = Effect::limited;
    step.number = 0xFF;
  }
  if ((word & 0x0FFF00F0) == 0x06FF0070) {  // UXTH
    step.effect = Effect::limited;
    step.number = 0xFFFF;
  }
}

// The opcodes of data processing.
enum class Operation : std::uint8_t {
  and_,
  eor,
  sub,
  rsb,
  add,
  adc,
  sbc,
  rsc,
  tst,
  teq,
  cmp,
  cmn,
  orr,
  mov,
  bic,
  mvn
};

void with_immediate(std::uint32_t word, std::uint64_t address, Step& step) {
  Operation operation{static_cast<std::uint8_t>(bits(word, 24, 21))};
  std::int64_t number = std::rotr(bits(word, 7, 0), static_cast<int>(2 * bits(word, 11, 8)));
  Destination destination{step, address + 8};
  if (operation == Operation::cmp) {
    step.compared = reg(word, 16);
    step.compared_with = static_cast<std::uint64_t>(number);
  }
  if (operation >= Operation::tst && operation <= Operation::cmn) return;
  destination.gets(reg(word, 12), Effect::unknown);
  switch (operation) {
  case Operation::mov:
    step.effect = Effect::sum;
    step.number = number;
    return;
  case Operation::mvn:
    step.effect = Effect::sum;
    step.number = ~number & 0xFFFFFFFF;
    return;
  case Operation::add:
  case Operation::sub:
    step.effect = Effect::sum;
    step.number = operation == Operation::add ? number : -number;
    destination.add(reg(word, 16));
    return;
  case Operation::orr:  // the Thumb bit
    if (number != 1) return;
    step.effect = Effect::sum;
    step.number = 1;
    destination.add(reg(word, 16));
    return;
  case Operation::bic:
    if (number > 3) return;
    step.effect = Effect::sum;
    destination.add(reg(word, 16));
    return;
  case Operation::rsb:
    step.effect = Effect::remainder;
    step.number = number;
    step.first = reg(word, 16);
    return;
  case Operation::and_:
    step.effect = Effect::limited;
    step.number = number;
    return;
  default: return;
  }
}

void with_register(std::uint32_t word, std::uint64_t address, Step& step) {
  Operation operation{static_cast<std::uint8_t>(bits(word, 24, 21))};
  Destination destination{step, address + 8};
  if (operation == Operation::cmp && bits(word, 11, 4) == 0) {
    step.compared = reg(word, 16);
    step.compared_to = reg(word, 0);
  }
  if (operation >= Operation::tst && operation <= Operation::cmn) return;
  destination.gets(reg(word, 12), Effect::unknown);
  bool by_register = bits(word, 4, 4) == 1;
  unsigned shift = bits(word, 11, 7), shift_kind = bits(word, 6, 5);
  if (by_register) return;
  if (operation == Operation::mov && shift_kind == 1) {  // LSR
    step.effect = Effect::limited;
    step.number = shift == 0 ? 0 : 0xFFFFFFFF >> shift;
  } else if (operation == Operation::mov && shift_kind == 0) {
    step.effect = Effect::sum;
    destination.add(reg(word, 0), shift);
  } else if (operation == Operation::add && shift_kind == 0) {
    step.effect = Effect::sum;
    destination.add(reg(word, 16));
    destination.add(reg(word, 0), shift);
  } else if (operation == Operation::orr && step.to != arm::pc && shift_kind == 0 &&
             reg(word, 0) != arm::pc && reg(word, 16) != arm::pc) {
    step.effect = Effect::merged;
    step.first = reg(word, 16);
    step.second = reg(word, 0);
    step.shift = static_cast<std::uint8_t>(shift);
  } else if (operation == Operation::eor && step.to != arm::pc && shift == 0) {
    step.effect = Effect::exclusive;
  } else if (operation == Operation::sub && shift == 0 && shift_kind == 0 && step.to != arm::pc) {
    step.effect = Effect::difference;
    step.first = reg(word, 16);
    step.second = reg(word, 0);
  }
}

void miscellaneous(std::uint32_t word, Step& step) {
  std::uint32_t which = (word & 0x0FFFFFF0);
  if (which == 0x012FFF10 || which == 0x012FFF20) {  // BX, BXJ
    Destination{step, 0}.gets(arm::pc, Effect::sum);
    step.first = reg(word, 0);
    step.is_strange = which == 0x012FFF20;
  } else if (which == 0x012FFF30) {  // BLX
    step.to = arm::pc;
    step.effect = Effect::sum;
    step.first = reg(word, 0);
    step.flow = Flow::call_through;
    step.write(arm::lr);
  } else if ((word & 0x0FF000F0) == 0x01200070) {  // BKPT
    step.calls_kernel = true;
  } else if (bits(word, 7, 7) == 1) {  // halfword multiplies
    step.write(reg(word, 16));
    if (bits(word, 22, 21) == 2) step.write(reg(word, 12));
  } else if ((word & 0x0FB000F0) == 0x01200000) {  // MSR
    step.sets_flags = true;
  } else {  // MRS, CLZ, QADD, CRC32
    if (reg(word, 12) == arm::pc)
      step.length = 0;
    else
      step.write(reg(word, 12));
    if ((word & 0x0FFF0FF0) != 0x016F0F10) return;  // CLZ
    step.to = reg(word, 12);
    step.effect = Effect::limited;
    step.number = 32;
  }
}

void data_processing(std::uint32_t word, std::uint64_t address, Step& step) {
  bool is_immediate = bits(word, 25, 25) == 1, sets_flags = bits(word, 20, 20) == 1;
  std::uint32_t opcode = bits(word, 24, 21);
  if (!is_immediate && bits(word, 7, 7) == 1 && bits(word, 4, 4) == 1) {
    if (bits(word, 6, 5) == 0)
      multiply_or_exclusive(word, step);
    else
      small_load_or_store(word, address, step);
    return;
  }
  bool is_compare = opcode >= 8 && opcode <= 11;
  if (is_compare && !sets_flags) {
    if (!is_immediate) return miscellaneous(word, step);
    step.sets_flags = opcode == 9;  // MSR
    if (opcode != 8 && opcode != 10) return;
    std::int64_t number = bits(word, 19, 16) << 12 | bits(word, 11, 0);
    Destination{step, 0}.gets(reg(word, 12), opcode == 8 ? Effect::sum : Effect::high_half);
    step.number = number;
    if (opcode == 10) {  // MOVT
      step.first = reg(word, 12);
      step.shift = 16;
    }
    if (step.to == arm::pc) step.length = 0;
    return;
  }
  step.sets_flags = sets_flags;
  if (is_immediate)
    with_immediate(word, address, step);
  else
    with_register(word, address, step);
  // Returns from exceptions set flags: programs have no use for them.
  step.is_strange = step.to == arm::pc && (step.effect == Effect::unknown || step.sets_flags);
}

void block_transfer(std::uint32_t word, Step& step) {
  bool loads = bits(word, 20, 20) == 1, writes_back = bits(word, 21, 21) == 1;
  if (loads) {
    step.writes |= bits(word, 15, 0);
    step.loads = step.writes;
    if (bits(word, 15, 15) == 1) {
      Destination{step, 0}.gets(arm::pc, Effect::load);
      step.first = reg(word, 16);
      step.size = 4;
      step.stack_return = reg(word, 16) == arm::sp;
      step.is_strange = bits(word, 22, 22) == 1;  // a return from an exception
    }
  }
  step.saves_return = !loads && writes_back && reg(word, 16) == arm::sp && bits(word, 14, 14) == 1;
  if (writes_back) step.write(reg(word, 16));
  if (bits(word, 15, 0) == 0 || reg(word, 16) == arm::pc) step.length = 0;
}

void coprocessor(std::uint32_t word, std::uint64_t address, Step& step) {
  if (bits(word, 24, 24) == 1 && bits(word, 25, 25) == 1) {  // SVC
    step.calls_kernel = true;
    step.is_system_call = bits(word, 23, 0) == 0;
    step.write(0);
    return;
  }
  if (bits(word, 25, 25) == 1) {
    bool moves_to_register = bits(word, 20, 20) == 1 && bits(word, 4, 4) == 1;  // MRC
    if (!moves_to_register) return;
    if (reg(word, 12) == arm::pc)
      step.sets_flags = true;
    else
      step.write(reg(word, 12));
    return;
  }
  if (bits(word, 24, 21) == 2) {  // MRRC
    if (bits(word, 20, 20) == 0) return;
    step.write(reg(word, 12));
    step.write(reg(word, 16));
    return;
  }
  bool writes_back = bits(word, 21, 21) == 1;
  if (writes_back) step.write(reg(word, 16));
  bool is_float_load = bits(word, 11, 9) == 5 && bits(word, 24, 24) == 1 && !writes_back;
  if (is_float_load && bits(word, 20, 20) == 1 && reg(word, 16) == arm::pc) {
    std::int64_t offset = 4 * static_cast<std::int64_t>(bits(word, 7, 0));
    step.data =
        address + 8 + static_cast<std::uint64_t>(bits(word, 23, 23) == 1 ? offset : -offset);
    step.data_size = bits(word, 8, 8) == 1 ? 8 : 4;
  }
}

void branch(std::uint32_t word, std::uint64_t address, Step& step) {
  bool links = bits(word, 24, 24) == 1;
  std::int64_t offset = arm::sign_extended(bits(word, 23, 0), 24) * 4;
  step.flow = links ? Flow::call : Flow::jump;
  step.target = (address + 8 + static_cast<std::uint64_t>(offset)) & 0xFFFFFFFF;
  step.target_kind = CodeKind::a32;
  if (links) step.write(arm::lr);
}

}  // namespace

Step a32_step(std::uint32_t word, std::uint64_t address) {
  Step step;
  step.length = 4;
  if (bits(word, 31, 28) == 15) {
    unconditional(word, address, step);
    arm::distrust_writes_of_pc(step);
    return step;
  }
  step.condition = arm::condition_of(bits(word, 31, 28));
  switch (bits(word, 27, 25)) {
  case 0:
  case 1: data_processing(word, address, step); break;
  case 3:
    if (bits(word, 4, 4) == 1) {
      media(word, step);
      break;
    }
    [[fallthrough]];
  case 2: load_or_store(word, address, step); break;
  case 4: block_transfer(word, step); break;
  case 5: branch(word, address, step); break;
  default: coprocessor(word, address, step); break;
  }
  arm::distrust_writes_of_pc(step);
  return step;
}

}  // namespace ashore::flow
