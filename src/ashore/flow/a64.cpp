// SPDX-License-Identifier: Apache-2.0
#include "ashore/flow/a64.h"

#include <bit>
#include <optional>

#include "ashore/flow/values.h"

namespace ashore::flow {

namespace {

constexpr Register stack = 31, link = 30;

// Of the zero register, none.
Register reg(std::uint32_t word, unsigned low) {
  std::uint32_t number = bits(word, low + 4, low);
  return number == 31 ? no_register : static_cast<Register>(number);
}
Register reg_or_stack(std::uint32_t word, unsigned low) {
  return static_cast<Register>(bits(word, low + 4, low));
}
bool is_wide(std::uint32_t word) { return bits(word, 31, 31) == 1; }
std::int64_t field(std::uint32_t word, unsigned high, unsigned low) {
  return sign_extended(bits(word, high, low), high - low + 1);
}
std::uint64_t near(std::uint32_t word, unsigned high, unsigned low, std::uint64_t address) {
  return address + static_cast<std::uint64_t>(4 * field(word, high, low));
}

// Without a destination nothing is made, though the flags may be set.
void gets(Step& step, Register to, Effect effect) {
  if (to == no_register) return;
  step.to = to;
  step.effect = effect;
  step.write(to);
}

// DecodeBitMasks of the manual, for immediates alone.
std::optional<std::uint64_t> bit_mask(std::uint32_t word) {
  unsigned n = bits(word, 22, 22), rotation = bits(word, 21, 16), ones = bits(word, 15, 10);
  unsigned length = static_cast<unsigned>(std::bit_width((n << 6) | (~ones & 63)));
  if (length < 2 || (n == 1 && !is_wide(word))) return std::nullopt;
  unsigned size = 1U << (length - 1);
  unsigned count = (ones & (size - 1)) + 1;
  if (count == size) return std::nullopt;
  rotation &= size - 1;
  std::uint64_t mask = (std::uint64_t{1} << count) - 1;
  std::uint64_t element = rotation == 0 ? mask : mask >> rotation | mask << (size - rotation);
  if (size < 64) element &= (std::uint64_t{1} << size) - 1;
  for (unsigned filled = size; filled < 64; filled *= 2) element |= element << filled;
  return is_wide(word) ? element : element & 0xFFFFFFFF;
}

void add_immediate(std::uint32_t word, Step& step) {
  bool sets_flags = bits(word, 29, 29) == 1, subtracts = bits(word, 30, 30) == 1;
  std::int64_t number = bits(word, 21, 10) << (bits(word, 22, 22) == 1 ? 12 : 0);
  step.sets_flags = sets_flags;
  if (sets_flags && subtracts && bits(word, 9, 5) != stack) {
    step.compared = reg(word, 5);
    step.compared_with = static_cast<std::uint64_t>(number);
  }
  gets(step, sets_flags ? reg(word, 0) : reg_or_stack(word, 0), Effect::sum);
  step.first = reg_or_stack(word, 5);
  step.number = subtracts ? -number : number;
}

void logical_immediate(std::uint32_t word, Step& step) {
  unsigned operation = bits(word, 30, 29);
  step.sets_flags = operation == 3;
  std::optional<std::uint64_t> mask = bit_mask(word);
  if (!mask) {
    step.length = 0;
    return;
  }
  gets(step, step.sets_flags ? reg(word, 0) : reg_or_stack(word, 0), Effect::unknown);
  if (step.effect == Effect::none) return;
  step.number = static_cast<std::int64_t>(*mask);
  bool is_and = operation == 0 || operation == 3;
  if (is_and && step.number >= 0) step.effect = Effect::limited;
  if (operation == 1 && reg(word, 5) == no_register) step.effect = Effect::sum;
}

void move_wide(std::uint32_t word, Step& step) {
  unsigned kind = bits(word, 30, 29), shift = 16 * bits(word, 22, 21);
  if (kind == 1 || (!is_wide(word) && shift > 16)) {
    step.length = 0;
    return;
  }
  std::uint64_t value = bits(word, 20, 5);
  gets(step, reg(word, 0), kind == 3 ? Effect::high_half : Effect::sum);
  if (kind == 3) {
    step.first = reg(word, 0);
    step.shift = static_cast<std::uint8_t>(shift);
  } else {
    value <<= shift;
    if (kind == 0) value = is_wide(word) ? ~value : ~value & 0xFFFFFFFF;
  }
  step.number = static_cast<std::int64_t>(value);
}

void bit_field(std::uint32_t word, Step& step) {
  unsigned kind = bits(word, 30, 29), size = is_wide(word) ? 64 : 32;
  unsigned right = bits(word, 21, 16), last = bits(word, 15, 10);
  gets(step, reg(word, 0), Effect::unknown);
  if (kind == 3 || right >= size || last >= size) step.length = 0;
  if (kind == 1 || kind == 3 || reg(word, 5) == no_register) return;
  bool is_signed = kind == 0;
  bool goes_left = last < right, is_word = last == 31 && is_wide(word);
  if (goes_left || (right == 0 && is_signed && is_word)) {
    unsigned shift = goes_left ? size - right : 0;
    bool keeps_all = last + shift == size - 1;
    if (keeps_all || is_word) {
      step.effect = Effect::sum;
      step.second = reg(word, 5);
      step.shift = static_cast<std::uint8_t>(shift);
      step.second_size = keeps_all ? 0 : 4;
      step.second_is_signed = is_signed;
    } else if (!is_signed && last + shift < 62) {
      step.effect = Effect::limited;
      step.number = static_cast<std::int64_t>(((std::uint64_t{2} << last) - 1) << shift);
    }
  } else if (!is_signed && last - right < 62) {
    step.effect = Effect::limited;
    step.number = (std::int64_t{2} << (last - right)) - 1;
  }
}

void with_immediate(std::uint32_t word, std::uint64_t address, Step& step) {
  switch (bits(word, 25, 23)) {
  case 0:
  case 1: {
    std::int64_t offset = field(word, 23, 5) * 4 + bits(word, 30, 29);
    bool is_page = is_wide(word);
    gets(step, reg(word, 0), Effect::sum);
    std::uint64_t base = is_page ? address & ~std::uint64_t{0xFFF} : address;
    step.number = static_cast<std::int64_t>(base) + (is_page ? offset * 4096 : offset);
    step.uses_pc = true;
    return;
  }
  case 2: return add_immediate(word, step);
  case 4: return logical_immediate(word, step);
  case 5: return move_wide(word, step);
  case 6: return bit_field(word, step);
  case 7:  // EXTR, of which ROR is one
    return gets(step, reg(word, 0), Effect::unknown);
  default:  // with tags
    return gets(step, reg_or_stack(word, 0), Effect::unknown);
  }
}

void branch_by_register(std::uint32_t word, Step& step) {
  unsigned operation = bits(word, 24, 21);
  bool is_call = operation == 1 || operation == 9;
  if (operation > 2 && operation != 8 && operation != 9) {  // returns of the kernel's
    step.flow = Flow::stop;
    step.is_strange = true;
    return;
  }
  bool is_signed_return = operation == 2 && bits(word, 11, 11) == 1;
  step.flow = is_call ? Flow::call_through : Flow::jump_through;
  step.effect = Effect::sum;
  step.first = is_signed_return ? link : reg(word, 5);
  if (is_call) step.write(link);
}

void control(std::uint32_t word, Step& step) {
  if (bits(word, 31, 24) == 0xD4) {
    unsigned kind = bits(word, 23, 21) << 5 | bits(word, 4, 0);
    constexpr unsigned svc = 1, brk = 1 << 5, hlt = 2 << 5;
    constexpr std::uint32_t debugger_goes_on = 0xF000;
    step.calls_kernel = kind == svc || kind == brk;
    step.is_system_call = kind == svc;
    if (step.is_system_call) step.write(0);
    if (kind == hlt || (kind == brk && bits(word, 20, 5) != debugger_goes_on))
      step.flow = Flow::stop;
    step.is_strange = !step.calls_kernel && kind != hlt;
    return;
  }
  bool reads = bits(word, 21, 21) == 1;
  bool is_register = bits(word, 20, 20) == 1;
  step.sets_flags = is_register || bits(word, 18, 16) == 3;
  // Hints and barriers write nothing that counts: an authenticated address stays the same.
  if (reads) gets(step, reg(word, 0), Effect::unknown);
}

void branch(std::uint32_t word, std::uint64_t address, Step& step) {
  step.target_kind = CodeKind::a64;
  unsigned top = bits(word, 30, 26);
  if (top == 5) {
    bool links = is_wide(word);
    step.flow = links ? Flow::call : Flow::jump;
    step.target = near(word, 25, 0, address);
    if (links) step.write(link);
  } else if (bits(word, 30, 25) == 0x1A || bits(word, 31, 24) == 0x54) {  // CBZ, CBNZ, B.cond
    step.flow = Flow::jump;
    step.target = near(word, 23, 5, address);
    if (bits(word, 31, 24) == 0x54) {
      step.condition = condition_of(bits(word, 3, 0) == 15 ? 14 : bits(word, 3, 0));
      return;
    }
    step.compared = reg(word, 0);
    step.compares_itself = step.compared != no_register;
    step.condition = bits(word, 24, 24) == 1 ? Condition::not_equal : Condition::equal;
  } else if (bits(word, 30, 25) == 0x1B) {  // TBZ, TBNZ
    step.flow = Flow::jump;
    step.target = near(word, 18, 5, address);
    step.condition = Condition::other;
  } else if (bits(word, 31, 25) == 0x6B) {
    branch_by_register(word, step);
  } else if (bits(word, 31, 25) == 0x6A) {
    control(word, step);
  } else {
    step.length = 0;
  }
}

void literal(std::uint32_t word, std::uint64_t address, Step& step) {
  std::uint64_t place = near(word, 23, 5, address);
  unsigned kind = bits(word, 31, 30);
  bool is_vector = bits(word, 26, 26) == 1, prefetches = kind == 3 && !is_vector;
  if (prefetches) return;
  unsigned size = is_vector ? 4U << kind : kind == 1 ? 8 : 4;
  step.data = place;
  step.data_size = static_cast<std::uint8_t>(size);
  if (is_vector) return;
  gets(step, reg(word, 0), Effect::load);
  step.number = static_cast<std::int64_t>(place);
  step.size = step.data_size;
  step.is_signed = kind == 2;
}

void move_base(Step& step, Register base, std::int64_t change) {
  step.write(base);
  step.base_change = change;
}

void pair(std::uint32_t word, Step& step) {
  unsigned mode = bits(word, 24, 23);
  bool loads = bits(word, 22, 22) == 1, is_vector = bits(word, 26, 26) == 1;
  unsigned kind = bits(word, 31, 30);
  if (kind == 3) {
    step.length = 0;
    return;
  }
  unsigned size = is_vector ? 4U << kind : kind == 2 ? 8 : 4;
  std::int64_t offset = field(word, 21, 15) * size;
  bool is_after = mode == 1, writes_back = mode == 1 || mode == 3;
  step.base = reg_or_stack(word, 5);
  if (!is_vector) {
    step.moved[0] = reg(word, 0);
    step.moved[1] = reg(word, 10);
    step.moved_at = is_after ? 0 : offset;
    step.moved_size = static_cast<std::uint8_t>(size);
    step.is_store = !loads;
    for (Register one : step.moved) {
      if (!loads || one == no_register) continue;
      step.write(one);
      if (size == 8) step.loads |= std::uint32_t{1} << one;
    }
    step.saves_return = !loads && step.base == stack && step.moved[1] == link;
  }
  if (writes_back) move_base(step, step.base, offset);
}

// By base and another register.
void add_index(std::uint32_t word, Step& step) {
  unsigned extension = bits(word, 15, 13);
  step.second = reg(word, 16);
  step.shift = bits(word, 12, 12) == 1 ? static_cast<std::uint8_t>(bits(word, 31, 30)) : 0;
  step.second_size = (extension & 1) == 0 ? 4 : 0;
  step.second_is_signed = extension >= 4;
}

void single(std::uint32_t word, Step& step) {
  unsigned size = bits(word, 31, 30), kind = bits(word, 23, 22);
  bool is_vector = bits(word, 26, 26) == 1, is_scaled = bits(word, 24, 24) == 1;
  unsigned mode = bits(word, 11, 10);
  bool by_register = !is_scaled && bits(word, 21, 21) == 1;
  if (by_register && mode != 2) {  // atomics, or an authenticated load
    bool is_atomic = mode == 0 && !is_vector;
    bool is_swap = is_atomic && bits(word, 15, 12) >= 8;
    if (is_atomic || (mode & 1) != 0) gets(step, reg(word, 0), Effect::unknown);
    if (is_swap && size == 3) step.loads = step.writes;
    if (!is_atomic && mode == 3) step.write(reg_or_stack(word, 5));
    return;
  }
  unsigned bytes = 1U << size;
  if (is_vector && size == 0 && kind >= 2) bytes = 16;
  std::int64_t offset = is_scaled ? std::int64_t{bits(word, 21, 10)} * bytes : field(word, 20, 12);
  bool writes_back = !is_scaled && !by_register && (mode & 1) == 1;
  bool is_after = writes_back && mode == 1;
  step.base = reg_or_stack(word, 5);
  bool prefetches = size == 3 && kind == 2;
  bool loads = kind != 0 && !prefetches;
  if (!is_vector && loads) {
    gets(step, reg(word, 0), Effect::load);
    step.size = static_cast<std::uint8_t>(bytes);
    step.is_signed = kind >= 2;
    step.first = step.base;
    if (by_register)
      add_index(word, step);
    else
      step.number = is_after ? 0 : offset;
    // A load into the zero register makes nothing.
    if (step.effect == Effect::none) step.first = step.second = no_register;
  } else if (!is_vector && kind == 0 && !by_register) {
    step.is_store = true;
    step.moved[0] = reg(word, 0);
    step.moved_size = static_cast<std::uint8_t>(bytes);
    step.moved_at = is_after ? 0 : offset;
    step.saves_return = writes_back && step.base == stack && step.moved[0] == link;
  }
  if (writes_back) move_base(step, step.base, offset);
}

void load_or_store(std::uint32_t word, std::uint64_t address, Step& step) {
  unsigned top = bits(word, 29, 24);
  if ((top & 0x3B) == 0x18) return literal(word, address, step);
  if ((top & 0x3A) == 0x28) return pair(word, step);
  if ((top & 0x3A) == 0x38) return single(word, step);
  if ((top & 0x3E) == 0x0C) {  // structures of vectors, perhaps written back
    if (bits(word, 23, 23) == 1) step.write(reg_or_stack(word, 5));
    return;
  }
  if (top == 0x08) {  // exclusive, ordered, compare and swap
    bool loads = bits(word, 22, 22) == 1, is_pair = bits(word, 21, 21) == 1;
    step.write(reg(word, 16));
    if (!loads && !is_pair) return;
    if (is_pair) step.write(static_cast<Register>((bits(word, 20, 16) + 1) & 31));
    step.write(reg(word, 0));
    step.write(reg(word, 10));
    if (bits(word, 31, 30) == 3 && reg(word, 0) != no_register)
      step.loads = std::uint32_t{1} << reg(word, 0);
    return;
  }
  // LDAPUR and STLUR, memory tags, copying of memory: whatever they may write.
  step.sets_flags = true;
  for (unsigned low : {0U, 5U, 16U}) step.write(reg(word, low));
}

void with_shifted(std::uint32_t word, Step& step) {
  bool subtracts = bits(word, 30, 30) == 1;
  bool is_extended = bits(word, 21, 21) == 1;
  step.sets_flags = bits(word, 29, 29) == 1;
  unsigned shift = is_extended ? bits(word, 12, 10) : bits(word, 15, 10);
  bool goes_left = is_extended || bits(word, 23, 22) == 0;
  Register first = is_extended ? reg_or_stack(word, 5) : reg(word, 5), second = reg(word, 16);
  bool may_be_stack = is_extended && !step.sets_flags;
  gets(step, may_be_stack ? reg_or_stack(word, 0) : reg(word, 0), Effect::unknown);
  if (step.sets_flags && subtracts && goes_left && shift == 0 && !is_extended) {
    step.compared = first;
    step.compared_to = second;
    if (first == no_register) step.compared_to = no_register;
  }
  if (step.effect == Effect::none || !goes_left) return;
  if (!subtracts) {
    step.effect = Effect::sum;
    step.first = first;
    step.second = second;
    step.shift = static_cast<std::uint8_t>(shift);
    if (!is_extended) return;
    unsigned extension = bits(word, 15, 13);
    step.second_size = static_cast<std::uint8_t>((extension & 3) == 3 ? 0 : 1U << (extension & 3));
    step.second_is_signed = extension >= 4;
  } else if (shift == 0 && !is_extended && first != no_register && second != no_register) {
    step.effect = Effect::difference;
    step.first = first;
    step.second = second;
  }
}

void logical(std::uint32_t word, Step& step) {
  unsigned operation = bits(word, 30, 29);
  bool inverts = bits(word, 21, 21) == 1, is_plain = bits(word, 15, 10) == 0;
  step.sets_flags = operation == 3;
  gets(step, reg(word, 0), Effect::unknown);
  if (step.effect == Effect::none || inverts) return;
  Register first = reg(word, 5), second = reg(word, 16);
  bool is_copy = operation == 1 && (first == no_register || second == no_register);
  if (is_copy && bits(word, 23, 22) == 0) {
    step.effect = Effect::sum;
    if (second == no_register)
      step.first = first;
    else if (is_plain)
      step.first = second;
    else
      step.second = second;
    step.shift = step.second == no_register ? 0 : static_cast<std::uint8_t>(bits(word, 15, 10));
  } else if (operation == 2 && is_plain) {
    step.effect = Effect::exclusive;
  }
}

void with_registers(std::uint32_t word, Step& step) {
  unsigned top = bits(word, 28, 24);
  if (top == 0x0A) return logical(word, step);
  if (top == 0x0B) return with_shifted(word, step);
  unsigned group = bits(word, 24, 21);
  bool is_choice = top == 0x1A && group == 4;
  bool is_compare = top == 0x1A && group == 2;  // conditional ones
  step.sets_flags = top == 0x1A && bits(word, 29, 29) == 1;
  if (is_compare) {
    step.sets_flags = true;
    return;
  }
  gets(step, reg(word, 0), Effect::unknown);
  if (step.effect == Effect::none) return;
  bool is_plain_choice = is_choice && bits(word, 30, 30) == 0 && bits(word, 11, 10) == 0;
  if (is_plain_choice) {
    step.effect = Effect::choice;
    step.first = reg(word, 5);
    step.second = reg(word, 16);
  }
  // Signs and authenticates the address in a register: what it was counts.
  bool signs = (word & 0xFFFF8000) == 0xDAC10000;
  if (signs) {
    step.effect = Effect::sum;
    step.first = reg(word, 0);
  }
}

void with_vectors(std::uint32_t word, Step& step) {
  bool is_float_of_integer = (word & 0x7F20FC00) == 0x1E200000 || (word & 0x7F200000) == 0x1E000000;
  bool is_copy = (word & 0xBFE08400) == 0x0E000400;
  unsigned which = bits(word, 14, 11);
  if (is_float_of_integer || (is_copy && (which == 5 || which == 7))) step.write(reg(word, 0));
  bool compares = (word & 0xFF20FC00) == 0x1E202000 || (word & 0xFF200C00) == 0x1E200400;
  step.sets_flags = compares || is_float_of_integer;
}

}  // namespace

Step a64_step(std::uint32_t word, std::uint64_t address) {
  Step step;
  step.length = 4;
  unsigned group = bits(word, 28, 25);
  if ((group & 14) == 8) {
    with_immediate(word, address, step);
  } else if ((group & 14) == 10) {
    branch(word, address, step);
  } else if ((group & 5) == 4) {
    load_or_store(word, address, step);
  } else if ((group & 7) == 5) {
    with_registers(word, step);
  } else if ((group & 7) == 7) {
    with_vectors(word, step);
  } else if (word >> 16 == 0) {
    step.flow = Flow::stop;  // UDF
  } else if (group == 2 || (group == 0 && is_wide(word))) {
    // SVE and SME: from a vector, or the length of one, to some register.
    step.sets_flags = true;
    step.write(reg_or_stack(word, 0));
    step.write(reg(word, 16));
  } else {
    step.length = 0;
  }
  return step;
}

}  // namespace ashore::flow
