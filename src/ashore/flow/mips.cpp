// SPDX-License-Identifier: Apache-2.0
#include "ashore/flow/mips.h"

#include "ashore/flow/values.h"

namespace ashore::flow {

namespace {

constexpr Register stack = 29, link = 31;

Register reg(std::uint32_t word, unsigned low) {
  std::uint32_t number = bits(word, low + 4, low);
  return number == 0 ? no_register : static_cast<Register>(number);
}
Register rs(std::uint32_t word) { return reg(word, 21); }
Register rt(std::uint32_t word) { return reg(word, 16); }
Register rd(std::uint32_t word) { return reg(word, 11); }
std::int64_t immediate(std::uint32_t word) { return sign_extended(bits(word, 15, 0), 16); }

void gets(Step& step, Register to, Effect effect) {
  if (to == no_register) return;
  step.to = to;
  step.effect = effect;
  step.write(to);
}

void add(Step& step, Register to, Register from, std::int64_t number) {
  gets(step, to, Effect::sum);
  if (step.effect == Effect::none) return;
  step.first = from;
  step.number = number;
}

// Sum, or, and whatever else is a copy where one of them is zero.
void join(Step& step, std::uint32_t word, Effect otherwise) {
  Register a = rs(word), b = rt(word);
  bool is_copy = a == no_register || b == no_register;
  gets(step, rd(word), is_copy ? Effect::sum : otherwise);
  step.first = a == no_register ? b : a;
  if (!is_copy && otherwise == Effect::sum) step.second = b;
}

void between(Step& step, std::uint32_t word, Effect effect) {
  bool is_known = rs(word) != no_register && rt(word) != no_register;
  gets(step, rd(word), is_known ? effect : Effect::unknown);
  step.first = rs(word);
  step.second = rt(word);
}

void shift_left(Step& step, std::uint32_t word, unsigned by) {
  gets(step, rd(word), Effect::sum);
  step.second = rt(word);
  step.shift = static_cast<std::uint8_t>(by);
}

void jump_through(Step& step, std::uint32_t word, Register link_to) {
  step.flow = link_to == no_register ? Flow::jump_through : Flow::call_through;
  step.effect = Effect::sum;
  step.first = rs(word);
  step.is_delayed = true;
  step.write(link_to);
}

void special(std::uint32_t word, Step& step) {
  unsigned function = bits(word, 5, 0), by = bits(word, 10, 6);
  switch (function) {
  case 0: return shift_left(step, word, by);
  case 56: return shift_left(step, word, by);
  case 60: return shift_left(step, word, by + 32);
  case 2:
  case 58:
  case 62:
    gets(step, rd(word), bits(word, 21, 21) == 0 ? Effect::right_shift : Effect::unknown);
    step.first = rt(word);
    step.number = function == 62 ? by + 32 : by;
    return;
  case 8: return jump_through(step, word, no_register);
  case 9: return jump_through(step, word, rd(word));
  case 1:  // MOVF, MOVT
  case 10:
  case 11:
    gets(step, rd(word), rs(word) == no_register ? Effect::unknown : Effect::choice);
    step.first = rs(word);
    step.second = rd(word);
    return;
  case 12:
    // The result is in v0 and a3, and the kernel keeps no t register of o32.
    step.calls_kernel = step.is_system_call = true;
    step.writes = 0x0300FF84;
    return;
  case 13: step.calls_kernel = true; return;  // BREAK
  case 15:                                    // SYNC
  case 17:
  case 19: return;  // MTHI, MTLO
  case 33:
  case 45: return join(step, word, Effect::sum);
  case 35:
  case 47: return between(step, word, Effect::difference);
  case 36: return between(step, word, Effect::unknown);
  case 37: return join(step, word, Effect::unknown);
  case 38: return gets(step, rd(word), Effect::exclusive);
  case 43: return between(step, word, Effect::below);
  case 5:
  case 14:
  case 21:
  case 40:
  case 41:
  case 53:
  case 55:
  case 57:
  case 61: step.length = 0; return;
  default: break;
  }
  bool multiplies = function >= 24 && function <= 31, traps = function >= 48 && function <= 54;
  if (!multiplies && !traps) gets(step, rd(word), Effect::unknown);
}

void branch(Step& step, Condition condition, std::uint32_t word, std::uint64_t address) {
  step.flow = Flow::jump;
  step.is_delayed = true;
  step.condition = condition;
  step.target = address + 4 + static_cast<std::uint64_t>(4 * immediate(word));
}

// BEQ, BNE: with zero, they ask whether there is something.
void compare(Step& step, Condition condition, std::uint32_t word, std::uint64_t address) {
  Register a = rs(word), b = rt(word);
  branch(step, condition, word, address);
  if (a == b) {
    if (condition == Condition::equal) step.condition = Condition::always;
    return;
  }
  step.compares_itself = true;
  step.compared = a == no_register ? b : a;
  step.compared_to = a == no_register ? no_register : b;
}

void by_sign(std::uint32_t word, std::uint64_t address, Step& step) {
  unsigned which = bits(word, 20, 16);
  bool links = which >= 16 && which <= 19;
  if (which >= 8 && which <= 14 && which != 13) return;  // traps
  if (which == 31) return;                               // SYNCI
  if (which > 3 && !links) {
    step.length = 0;
    return;
  }
  branch(step, Condition::other, word, address);
  step.is_likely = (which & 2) != 0;
  if (rs(word) == no_register && (which & 1) == 1) step.condition = Condition::always;
  if (!links) return;
  std::uint64_t next = address + 8;
  bool asks_where_it_is = step.target == next && !step.is_conditional();
  if (asks_where_it_is) {
    step.flow = Flow::next;
    step.is_delayed = false;
    add(step, link, no_register, static_cast<std::int64_t>(next));
    step.uses_pc = true;
    return;
  }
  step.flow = Flow::call;
  step.write(link);
}

void load(Step& step, std::uint32_t word, unsigned size, bool is_signed) {
  gets(step, rt(word), Effect::load);
  step.base = rs(word);
  if (step.effect == Effect::none) return;
  step.first = rs(word);
  step.number = immediate(word);
  step.size = static_cast<std::uint8_t>(size);
  step.is_signed = is_signed;
}

void store(Step& step, std::uint32_t word, unsigned size) {
  step.is_store = true;
  step.base = rs(word);
  step.moved[0] = rt(word);
  step.moved_at = immediate(word);
  step.moved_size = static_cast<std::uint8_t>(size);
  step.saves_return = step.base == stack && step.moved[0] == link;
}

void with_memory(std::uint32_t word, bool is_64, Step& step) {
  switch (bits(word, 31, 26)) {
  case 32: return load(step, word, 1, true);
  case 33: return load(step, word, 2, true);
  case 35: return load(step, word, 4, is_64);
  case 36: return load(step, word, 1, false);
  case 37: return load(step, word, 2, false);
  case 39: return load(step, word, 4, false);
  case 48: return load(step, word, 4, is_64);  // LL
  case 52:
  case 55: return load(step, word, 8, false);
  case 40: return store(step, word, 1);
  case 41: return store(step, word, 2);
  case 43: return store(step, word, 4);
  case 63: return store(step, word, 8);
  case 26:
  case 27:
  case 34:
  case 38:  // parts of words
  case 56:
  case 60: return gets(step, rt(word), Effect::unknown);  // SC
  case 59: step.length = 0; return;
  default: return;  // other stores, floats, hints
  }
}

void float_unit(std::uint32_t word, std::uint64_t address, Step& step) {
  unsigned which = bits(word, 25, 21);
  if (which <= 3) return gets(step, rt(word), Effect::unknown);  // to a core register
  if (which < 8 || which > 10) return;
  branch(step, Condition::other, word, address);
  step.is_likely = which == 8 && bits(word, 17, 17) == 1;
}

// What came later: in one of two fields is the result.
void later(std::uint32_t word, Step& step) {
  unsigned function = bits(word, 5, 0);
  bool is_field = bits(word, 31, 26) == 31 && function <= 3;
  if (is_field) {
    bool is_known = function == 0 || function == 3;  // EXT, DEXT
    gets(step, rt(word), is_known ? Effect::limited : Effect::unknown);
    step.number = (std::int64_t{2} << bits(word, 15, 11)) - 1;
    return;
  }
  step.write(rt(word));
  step.write(rd(word));
}

void with_immediate(std::uint32_t word, std::uint64_t address, Step& step) {
  unsigned operation = bits(word, 31, 26);
  switch (operation) {
  case 1: return by_sign(word, address, step);
  case 2:
  case 3:
    step.flow = operation == 3 ? Flow::call : Flow::jump;
    step.is_delayed = true;
    step.target = ((address + 4) & ~std::uint64_t{0x0FFFFFFF}) | std::uint64_t{bits(word, 25, 0)}
                                                                     << 2;
    if (operation == 3) step.write(link);
    return;
  case 4:
  case 20: compare(step, Condition::equal, word, address); break;
  case 5:
  case 21: compare(step, Condition::not_equal, word, address); break;
  case 6:
  case 22:
    branch(step, rs(word) == no_register ? Condition::always : Condition::other, word, address);
    break;
  case 7:
  case 23: branch(step, Condition::other, word, address); break;
  case 8:
  case 9:
  case 24:
  case 25: return add(step, rt(word), rs(word), immediate(word));
  case 10: return gets(step, rt(word), Effect::unknown);
  case 11:
    gets(step, rt(word), rs(word) == no_register ? Effect::unknown : Effect::below);
    step.first = rs(word);
    step.number = immediate(word);
    return;
  case 12:
    gets(step, rt(word), Effect::limited);
    step.number = bits(word, 15, 0);
    return;
  case 13: return add(step, rt(word), rs(word), bits(word, 15, 0));  // onto what LUI left
  case 14: return gets(step, rt(word), Effect::unknown);
  default: return add(step, rt(word), no_register, immediate(word) * 65536);  // LUI
  }
  step.is_likely = operation >= 20;
}

}  // namespace

Step mips_step(std::uint32_t word, std::uint64_t address, bool is_64) {
  Step step;
  step.length = 4;
  step.target_kind = CodeKind::mips;
  unsigned operation = bits(word, 31, 26);
  bool is_branch_or_sum = operation < 16 || (operation >= 20 && operation <= 25);
  if (operation == 0) {
    special(word, step);
  } else if (is_branch_or_sum) {
    with_immediate(word, address, step);
  } else if (operation == 16) {
    if (bits(word, 25, 21) <= 1) gets(step, rt(word), Effect::unknown);
    step.is_strange = bits(word, 25, 25) == 1;
  } else if (operation == 17) {
    float_unit(word, address, step);
  } else if (operation == 18) {
    if (bits(word, 25, 21) <= 3) gets(step, rt(word), Effect::unknown);
    if (bits(word, 25, 21) == 8) {
      branch(step, Condition::other, word, address);
      step.is_likely = bits(word, 17, 17) == 1;
    }
  } else if (operation == 28 || operation == 31) {
    later(word, step);
  } else if (operation == 29) {  // JALX: into code of another kind, which is not followed
    step.flow = Flow::call_through;
    step.is_delayed = true;
    step.effect = Effect::unknown;
    step.write(link);
  } else if (operation == 30) {  // MSA
    step.write(reg(word, 6));
  } else if (operation != 19) {
    with_memory(word, is_64, step);
  }
  return step;
}

}  // namespace ashore::flow
