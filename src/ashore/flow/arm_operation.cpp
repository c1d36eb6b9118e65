// SPDX-License-Identifier: Apache-2.0
// Arm DDI 0406C, chapters A5 and A6.
#include "ashore/flow/arm_operation.h"

#include <bit>

#include "ashore/flow/arm_values.h"

namespace ashore::flow {

namespace {

using arm::bits;

Register reg(std::uint32_t word, unsigned low) {
  return static_cast<Register>(bits(word, low + 3, low));
}

// Data processing of A32 by its opcode.
struct Meaning {
  Verb verb = Verb::other;
  bool writes = true, has_first = true;
};

constexpr Meaning a32_meanings[] = {{Verb::both},
                                    {Verb::differ},
                                    {Verb::subtract},
                                    {Verb::reversed},
                                    {Verb::add},
                                    {},
                                    {},
                                    {},
                                    {Verb::both, false},
                                    {Verb::differ, false},
                                    {Verb::subtract, false},
                                    {Verb::add, false},
                                    {Verb::either},
                                    {Verb::copy, true, false},
                                    {Verb::clear},
                                    {Verb::inverted, true, false}};

// A shift by a number: of 0 to the right, it is by 32, or turns by one with the carry.
bool set_shift(ArmOperation& operation, unsigned kind, unsigned amount) {
  operation.shift = static_cast<Shift>(kind);
  operation.amount = static_cast<std::uint8_t>(amount);
  return kind == 0 || amount != 0;
}

void a32_data_processing(std::uint32_t word, std::uint64_t address, ArmOperation& operation) {
  std::uint32_t opcode = bits(word, 24, 21);
  bool is_immediate = bits(word, 25, 25) == 1;
  bool is_compare = opcode >= 8 && opcode <= 11;
  operation.sets_flags = bits(word, 20, 20) == 1;
  if (is_compare && !operation.sets_flags) {
    if (!is_immediate || (opcode != 8 && opcode != 10)) return;
    operation.to = reg(word, 12);  // MOVW, MOVT
    operation.number = bits(word, 19, 16) << 12 | bits(word, 11, 0);
    operation.verb = opcode == 8 ? Verb::copy : Verb::high_half;
    operation.first = opcode == 8 ? no_register : operation.to;
    return;
  }
  Meaning meaning = a32_meanings[opcode];
  if (meaning.verb == Verb::other) return;
  if (is_immediate) {
    operation.number = std::rotr(bits(word, 7, 0), static_cast<int>(2 * bits(word, 11, 8)));
  } else {
    bool by_register = bits(word, 4, 4) == 1;
    if (by_register || !set_shift(operation, bits(word, 6, 5), bits(word, 11, 7))) return;
    operation.second = reg(word, 0);
    if (operation.second == arm::pc && operation.amount == 0) {
      operation.second = no_register;
      operation.number = static_cast<std::int64_t>(address + 8);
    }
  }
  operation.verb = meaning.verb;
  if (meaning.writes) operation.to = reg(word, 12);
  if (meaning.has_first) operation.first = reg(word, 16);
}

void a32_halfword(std::uint32_t word, ArmOperation& operation) {
  std::uint32_t kind = bits(word, 6, 5);
  bool loads = bits(word, 20, 20) == 1;
  if (!loads && kind != 1) return;  // two words
  operation.verb = loads ? Verb::load : Verb::store;
  operation.to = reg(word, 12);
  operation.first = reg(word, 16);
  operation.size = loads && kind == 2 ? 1 : 2;
  operation.is_signed = loads && kind != 1;
  std::int64_t offset = bits(word, 11, 8) << 4 | bits(word, 3, 0);
  bool up = bits(word, 23, 23) == 1;
  if (bits(word, 22, 22) == 1) {
    operation.number = up ? offset : -offset;
  } else {
    operation.second = reg(word, 0);
    operation.subtracts_second = !up;
  }
}

void set_indexing(std::uint32_t word, ArmOperation& operation) {
  if (bits(word, 24, 24) == 0)
    operation.indexing = Indexing::after;
  else if (bits(word, 21, 21) == 1)
    operation.indexing = Indexing::before;
}

void a32_word_or_byte(std::uint32_t word, ArmOperation& operation) {
  bool up = bits(word, 23, 23) == 1;
  if (bits(word, 25, 25) == 0) {
    std::int64_t offset = bits(word, 11, 0);
    operation.number = up ? offset : -offset;
  } else {
    if (!set_shift(operation, bits(word, 6, 5), bits(word, 11, 7))) return;
    operation.second = reg(word, 0);
    operation.subtracts_second = !up;
  }
  operation.verb = bits(word, 20, 20) == 1 ? Verb::load : Verb::store;
  operation.to = reg(word, 12);
  operation.first = reg(word, 16);
  operation.size = bits(word, 22, 22) == 1 ? 1 : 4;
  set_indexing(word, operation);
}

void set_list(ArmOperation& operation, bool loads, Register base, std::uint32_t list, bool up,
              bool before, bool writes_back) {
  std::int64_t size = 4 * std::popcount(list);
  operation.verb = loads ? Verb::load_list : Verb::store_list;
  operation.first = base;
  operation.list = list;
  operation.size = 4;
  if (up)
    operation.number = before ? 4 : 0;
  else
    operation.number = (before ? 0 : 4) - size;
  if (writes_back) operation.base_change = up ? size : -size;
}

ArmOperation in_place(std::uint32_t word, std::uint64_t address) {
  ArmOperation operation;
  switch (bits(word, 27, 25)) {
  case 0:
    if (bits(word, 7, 7) == 1 && bits(word, 4, 4) == 1) {
      if (bits(word, 6, 5) == 0) return operation;
      a32_halfword(word, operation);
      set_indexing(word, operation);
      return operation;
    }
    [[fallthrough]];
  case 1: a32_data_processing(word, address, operation); return operation;
  case 3:
    if (bits(word, 4, 4) == 1) {
      if ((word & 0x0fe00070) != 0x07e00050) return operation;  // UBFX
      operation.verb = Verb::field;
      operation.to = reg(word, 12);
      operation.first = reg(word, 0);
      operation.lowest = static_cast<std::uint8_t>(bits(word, 11, 7));
      operation.width = static_cast<std::uint8_t>(bits(word, 20, 16) + 1);
      return operation;
    }
    [[fallthrough]];
  case 2: a32_word_or_byte(word, operation); return operation;
  case 4:
    if (bits(word, 22, 22) == 0)
      set_list(operation, bits(word, 20, 20) == 1, reg(word, 16), bits(word, 15, 0),
               bits(word, 23, 23) == 1, bits(word, 24, 24) == 1, bits(word, 21, 21) == 1);
    return operation;
  default: return operation;
  }
}

Register low(std::uint32_t half, unsigned at) {
  return static_cast<Register>(bits(half, at + 2, at));
}

void narrow_add_or_shift(std::uint32_t half, ArmOperation& operation) {
  operation.to = low(half, 0);
  operation.sets_flags = true;
  if (bits(half, 12, 11) < 3) {
    if (!set_shift(operation, bits(half, 12, 11), bits(half, 10, 6))) return;
    operation.verb = Verb::copy;
    operation.second = low(half, 3);
    return;
  }
  operation.verb = bits(half, 9, 9) == 1 ? Verb::subtract : Verb::add;
  operation.first = low(half, 3);
  if (bits(half, 10, 10) == 1)
    operation.number = low(half, 6);
  else
    operation.second = low(half, 6);
}

void narrow_immediate(std::uint32_t half, ArmOperation& operation) {
  constexpr Verb verbs[] = {Verb::copy, Verb::subtract, Verb::add, Verb::subtract};
  std::uint32_t which = bits(half, 12, 11);
  operation.verb = verbs[which];
  operation.sets_flags = true;
  operation.number = bits(half, 7, 0);
  if (which != 1) operation.to = low(half, 8);
  if (which != 0) operation.first = low(half, 8);
}

void narrow_data_processing(std::uint32_t half, ArmOperation& operation) {
  Register to = low(half, 0), other = low(half, 3);
  operation.sets_flags = true;
  auto gets = [&](Verb verb, bool writes) {
    operation.verb = verb;
    operation.first = to;
    operation.second = other;
    if (writes) operation.to = to;
  };
  switch (bits(half, 9, 6)) {
  case 0: return gets(Verb::both, true);
  case 1: return gets(Verb::differ, true);
  case 8: return gets(Verb::both, false);
  case 9:
    gets(Verb::reversed, true);
    operation.first = other;
    operation.second = no_register;
    return;
  case 10: return gets(Verb::subtract, false);
  case 11: return gets(Verb::add, false);
  case 12: return gets(Verb::either, true);
  case 14: return gets(Verb::clear, true);
  case 15:
    gets(Verb::inverted, true);
    operation.first = no_register;
    return;
  default: return;
  }
}

void narrow_high_registers(std::uint32_t half, std::uint64_t address, ArmOperation& operation) {
  Register to = static_cast<Register>(bits(half, 7, 7) << 3 | bits(half, 2, 0));
  Register from = static_cast<Register>(bits(half, 6, 3));
  std::uint32_t which = bits(half, 9, 8);
  if (which == 3 || to == arm::pc) return;
  operation.second = from;
  if (from == arm::pc) {
    operation.second = no_register;
    operation.number = static_cast<std::int64_t>(address + 4);
  }
  operation.verb = which == 0 ? Verb::add : which == 1 ? Verb::subtract : Verb::copy;
  operation.sets_flags = which == 1;
  if (which != 1) operation.to = to;
  if (which != 2) operation.first = to;
}

void narrow_move(std::uint32_t half, ArmOperation& operation) {
  std::uint32_t top = bits(half, 15, 12);
  if (top == 5) {
    constexpr std::uint8_t sizes[] = {4, 2, 1, 1, 4, 2, 1, 2};
    std::uint32_t which = bits(half, 11, 9);
    operation.verb = which < 3 ? Verb::store : Verb::load;
    operation.size = sizes[which];
    operation.is_signed = which == 3 || which == 7;
    operation.to = low(half, 0);
    operation.first = low(half, 3);
    operation.second = low(half, 6);
    return;
  }
  bool by_stack = top == 9;
  operation.verb = bits(half, 11, 11) == 1 ? Verb::load : Verb::store;
  operation.size = top == 8 ? 2 : top == 7 ? 1 : 4;
  operation.to = low(half, by_stack ? 8 : 0);
  operation.first = by_stack ? arm::sp : low(half, 3);
  operation.number = by_stack ? bits(half, 7, 0) * 4 : bits(half, 10, 6) * operation.size;
}

void narrow_literal_or_address(std::uint32_t half, std::uint64_t address, ArmOperation& operation) {
  operation.to = low(half, 8);
  bool loads = bits(half, 15, 12) == 4, of_stack = bits(half, 15, 11) == 0x15;
  auto pc_value = static_cast<std::int64_t>((address + 4) & ~std::uint64_t{3});
  std::int64_t offset = bits(half, 7, 0) * 4;
  operation.number = of_stack ? offset : pc_value + offset;
  operation.verb = loads ? Verb::load : of_stack ? Verb::add : Verb::copy;
  operation.size = loads ? 4 : 0;
  if (of_stack) operation.first = arm::sp;
}

void narrow_miscellaneous(std::uint32_t half, ArmOperation& operation) {
  switch (bits(half, 11, 8)) {
  case 0:
    operation.verb = bits(half, 7, 7) == 1 ? Verb::subtract : Verb::add;
    operation.to = operation.first = arm::sp;
    operation.number = std::int64_t{4} * bits(half, 6, 0);
    return;
  case 1:
  case 3:
  case 9:
  case 11:
    operation.verb = bits(half, 11, 11) == 1 ? Verb::branch_if_not_zero : Verb::branch_if_zero;
    operation.first = low(half, 0);
    return;
  case 2: {  // UXTH, UXTB
    std::uint32_t kind = bits(half, 7, 6);
    if (kind < 2) return;
    operation.verb = Verb::field;
    operation.to = low(half, 0);
    operation.first = low(half, 3);
    operation.width = kind == 2 ? 16 : 8;
    return;
  }
  case 4:
  case 5:
    return set_list(operation, false, arm::sp, bits(half, 7, 0) | bits(half, 8, 8) << arm::lr,
                    false, true, true);
  case 12:
  case 13:
    return set_list(operation, true, arm::sp, bits(half, 7, 0) | bits(half, 8, 8) << arm::pc, true,
                    false, true);
  case 15:
    if (bits(half, 3, 0) != 0) operation.it = static_cast<std::uint8_t>(half);
    return;
  default: return;
  }
}

ArmOperation narrow(std::uint32_t half, std::uint64_t address) {
  ArmOperation operation;
  switch (bits(half, 15, 12)) {
  case 0:
  case 1: narrow_add_or_shift(half, operation); break;
  case 2:
  case 3: narrow_immediate(half, operation); break;
  case 4:
    if (bits(half, 11, 10) == 0)
      narrow_data_processing(half, operation);
    else if (bits(half, 11, 10) == 1)
      narrow_high_registers(half, address, operation);
    else
      narrow_literal_or_address(half, address, operation);
    break;
  case 10: narrow_literal_or_address(half, address, operation); break;
  case 11: narrow_miscellaneous(half, operation); break;
  case 12: {
    Register base = low(half, 8);
    bool loads = bits(half, 11, 11) == 1;
    bool keeps = loads && (bits(half, 7, 0) >> base & 1) != 0;
    set_list(operation, loads, base, bits(half, 7, 0), true, false, !keeps);
    break;
  }
  case 13: operation.condition = static_cast<std::uint8_t>(bits(half, 11, 8)); break;
  case 14: break;
  default: narrow_move(half, operation); break;
  }
  return operation;
}

// What AND, BIC, ... of the long instructions are by their number.
Meaning wide_meaning(std::uint32_t opcode, Register from, Register to, bool sets_flags) {
  bool drops = to == arm::pc && sets_flags;
  switch (opcode) {
  case 0: return {Verb::both, !drops};
  case 1: return {Verb::clear};
  case 2: return from == arm::pc ? Meaning{Verb::copy, true, false} : Meaning{Verb::either};
  case 3: return from == arm::pc ? Meaning{Verb::inverted, true, false} : Meaning{};
  case 4: return {Verb::differ, !drops};
  case 8: return {Verb::add, !drops};
  case 13: return {Verb::subtract, !drops};
  case 14: return {Verb::reversed};
  default: return {};
  }
}

void wide_data_processing(std::uint32_t first, std::uint32_t second, bool is_immediate,
                          ArmOperation& operation) {
  Register from = reg(first, 0), to = reg(second, 8);
  operation.sets_flags = bits(first, 4, 4) == 1;
  Meaning meaning = wide_meaning(bits(first, 8, 5), from, to, operation.sets_flags);
  if (meaning.verb == Verb::other) return;
  if (is_immediate) {
    operation.number = arm::thumb_immediate(first, second);
  } else {
    unsigned amount = bits(second, 14, 12) << 2 | bits(second, 7, 6);
    if (!set_shift(operation, bits(second, 5, 4), amount)) return;
    operation.second = reg(second, 0);
  }
  operation.verb = meaning.verb;
  if (meaning.writes) operation.to = to;
  if (meaning.has_first) operation.first = from;
}

void wide_plain_immediate(std::uint32_t first, std::uint32_t second, std::uint64_t address,
                          ArmOperation& operation) {
  Register from = reg(first, 0);
  std::int64_t number = bits(first, 10, 10) << 11 | bits(second, 14, 12) << 8 | bits(second, 7, 0);
  operation.to = reg(second, 8);
  std::uint32_t which = bits(first, 8, 4);
  if (which == 0 || which == 10) {
    operation.verb = which == 0 ? Verb::add : Verb::subtract;
    operation.first = from;
    operation.number = number;
    if (from != arm::pc) return;
    auto place = static_cast<std::int64_t>((address + 4) & ~std::uint64_t{3});
    operation.verb = Verb::copy;
    operation.first = no_register;
    operation.number = which == 0 ? place + number : place - number;
  } else if (which == 4 || which == 12) {
    operation.verb = which == 4 ? Verb::copy : Verb::high_half;
    operation.number = bits(first, 3, 0) << 12 | number;
    if (which == 12) operation.first = operation.to;
  } else if (which == 28) {
    operation.verb = Verb::field;
    operation.first = from;
    operation.lowest = static_cast<std::uint8_t>(bits(second, 14, 12) << 2 | bits(second, 7, 6));
    operation.width = static_cast<std::uint8_t>(bits(second, 4, 0) + 1);
  }
}

void wide_load_or_store(std::uint32_t first, std::uint32_t second, std::uint64_t address,
                        ArmOperation& operation) {
  bool loads = bits(first, 4, 4) == 1, by_number = bits(first, 7, 7) == 1;
  if ((bits(first, 8, 8) == 1 && !loads) || bits(first, 6, 5) == 3) return;
  operation.to = reg(second, 12);
  operation.first = reg(first, 0);
  operation.size = static_cast<std::uint8_t>(1U << bits(first, 6, 5));
  operation.is_signed = bits(first, 8, 8) == 1;
  Verb verb = loads ? Verb::load : Verb::store;
  if (operation.first == arm::pc) {
    if (!loads) return;
    std::int64_t offset = bits(second, 11, 0);
    operation.first = no_register;
    operation.number = static_cast<std::int64_t>((address + 4) & ~std::uint64_t{3}) +
                       (by_number ? offset : -offset);
  } else if (by_number) {
    operation.number = bits(second, 11, 0);
  } else if (bits(second, 11, 11) == 1) {
    std::int64_t offset = bits(second, 7, 0);
    operation.number = bits(second, 9, 9) == 1 ? offset : -offset;
    if (bits(second, 10, 10) == 0)
      operation.indexing = Indexing::after;
    else if (bits(second, 8, 8) == 1)
      operation.indexing = Indexing::before;
  } else {
    operation.second = reg(second, 0);
    operation.amount = static_cast<std::uint8_t>(bits(second, 5, 4));
  }
  operation.verb = verb;
}

void wide_list(std::uint32_t first, std::uint32_t second, ArmOperation& operation) {
  std::uint32_t kind = bits(first, 8, 7);
  if (bits(first, 6, 6) != 0 || (kind != 1 && kind != 2)) return;
  set_list(operation, bits(first, 4, 4) == 1, reg(first, 0), second & 0xffff, kind == 1, kind == 2,
           bits(first, 5, 5) == 1);
}

ArmOperation wide(std::uint32_t first, std::uint32_t second, std::uint64_t address) {
  ArmOperation operation;
  if (bits(first, 10, 10) == 1 && bits(first, 15, 11) != 0x1E) return operation;  // coprocessors
  if (bits(first, 15, 11) == 0x1E && bits(second, 15, 15) == 1) {
    bool is_conditional =
        bits(second, 14, 14) == 0 && bits(second, 12, 12) == 0 && bits(first, 9, 7) != 7;
    if (is_conditional) operation.condition = static_cast<std::uint8_t>(bits(first, 9, 6));
  } else if (bits(first, 15, 11) == 0x1E && bits(first, 9, 9) == 0) {
    wide_data_processing(first, second, true, operation);
  } else if (bits(first, 15, 11) == 0x1E) {
    wide_plain_immediate(first, second, address, operation);
  } else if (bits(first, 15, 11) == 0x1D && bits(first, 9, 9) == 0) {
    wide_list(first, second, operation);
  } else if (bits(first, 15, 11) == 0x1D) {
    wide_data_processing(first, second, false, operation);
  } else if (bits(first, 9, 9) == 0) {
    wide_load_or_store(first, second, address, operation);
  }
  return operation;
}

// What calculates with pc goes by other rules than described here.
ArmOperation without_strange(ArmOperation operation) {
  bool is_strange = operation.first == arm::pc || operation.second == arm::pc ||
                    (operation.to == arm::pc && operation.verb != Verb::load);
  if (!is_strange) return operation;
  ArmOperation other;
  other.condition = operation.condition;
  other.it = operation.it;
  return other;
}

}  // namespace

ArmOperation a32_operation(std::uint32_t word, std::uint64_t address) {
  if (bits(word, 31, 28) == 15) return {};
  ArmOperation operation = in_place(word, address);
  if (operation.verb == Verb::other) operation = {};
  operation.condition = static_cast<std::uint8_t>(bits(word, 31, 28));
  // A place and a number from it.
  bool adds = operation.verb == Verb::add || operation.verb == Verb::subtract;
  bool moves = operation.verb == Verb::load || operation.verb == Verb::store;
  bool is_plain = operation.to != arm::pc && operation.indexing == Indexing::none;
  if (operation.first == arm::pc && is_plain && operation.to != no_register) {
    auto place = static_cast<std::int64_t>(address + 8);
    bool is_number = operation.second == no_register;
    if (adds && is_number) {
      operation.number =
          operation.verb == Verb::add ? place + operation.number : place - operation.number;
      operation.verb = Verb::copy;
      operation.first = no_register;
    } else if (operation.verb == Verb::add && operation.amount == 0) {
      operation.first = operation.second;
      operation.second = no_register;
      operation.number = place;
    } else if (moves && is_number) {
      operation.number += place;
      operation.first = no_register;
    } else if (moves && operation.amount == 0 && !operation.subtracts_second) {
      operation.first = operation.second;
      operation.second = no_register;
      operation.number = place;
    }
  }
  return without_strange(operation);
}

ArmOperation thumb_operation(std::uint16_t first, std::uint16_t second, std::uint64_t address,
                             bool conditional) {
  bool is_wide = (first & 0xE000) == 0xE000 && (first & 0x1800) != 0;
  ArmOperation operation = is_wide ? wide(first, second, address) : narrow(first, address);
  if (operation.verb == Verb::other) {
    ArmOperation other;
    other.condition = operation.condition;
    other.it = operation.it;
    operation = other;
  }
  // In an IT block, those that could set flags do not, but for comparisons.
  if (conditional && !is_wide && operation.to != no_register) operation.sets_flags = false;
  return without_strange(operation);
}

}  // namespace ashore::flow
