// SPDX-License-Identifier: Apache-2.0
#include "ashore/flow/riscv.h"

#include "ashore/flow/values.h"

namespace ashore::flow {

namespace {

constexpr Register link = 1, stack = 2;

Register reg_of(std::uint32_t number) {
  return number == 0 ? no_register : static_cast<Register>(number);
}
Register reg(std::uint32_t word, unsigned low) { return reg_of(bits(word, low + 4, low)); }
// Of a short instruction: x8 to x15.
Register low_reg(std::uint32_t half, unsigned low) {
  return static_cast<Register>(8 + bits(half, low + 2, low));
}

// Some bits, put at `to`.
std::uint32_t piece(std::uint32_t word, unsigned high, unsigned low, unsigned to) {
  return bits(word, high, low) << to;
}

// One instruction, of either length, as it comes about.
class Decoder {
 public:
  Decoder(std::uint64_t address, bool is_64) : address_(address), is_64_(is_64) {
    step_.target_kind = CodeKind::riscv;
  }

  Step full(std::uint32_t word);
  Step compressed(std::uint32_t half);

 private:
  void gets(Register to, Effect effect) {
    if (to == no_register) return;
    step_.to = to;
    step_.effect = effect;
    step_.write(to);
  }
  void add(Register to, Register from, std::int64_t number) {
    gets(to, Effect::sum);
    if (step_.effect == Effect::none) return;
    step_.first = from;
    step_.number = number;
  }
  void add_registers(Register to, Register a, Register b) {
    add(to, a == no_register ? b : a, 0);
    if (a != no_register && step_.effect != Effect::none) step_.second = b;
  }
  void shift_left(Register to, Register from, unsigned by) {
    gets(to, Effect::sum);
    step_.second = from;
    step_.shift = static_cast<std::uint8_t>(by);
  }
  void shift_right(Register to, Register from, unsigned by) {
    gets(to, Effect::right_shift);
    step_.first = from;
    step_.number = by;
  }
  void limit(Register to, std::int64_t number) {
    gets(to, number >= 0 ? Effect::limited : Effect::unknown);
    step_.number = number;
  }
  void load(Register to, Register base, std::int64_t at, unsigned size, bool is_signed) {
    gets(to, Effect::load);
    step_.base = base;
    if (step_.effect == Effect::none) return;
    step_.first = base;
    step_.number = at;
    step_.size = static_cast<std::uint8_t>(size);
    step_.is_signed = is_signed;
  }
  void store(Register from, Register base, std::int64_t at, unsigned size) {
    step_.is_store = true;
    step_.base = base;
    step_.moved[0] = from;
    step_.moved_at = at;
    step_.moved_size = static_cast<std::uint8_t>(size);
    step_.saves_return = from == link && base == stack;
  }
  void jump(Register link_to, std::uint32_t offset_bits, unsigned width) {
    step_.flow = link_to == no_register ? Flow::jump : Flow::call;
    step_.target = address_ + static_cast<std::uint64_t>(sign_extended(offset_bits, width));
    step_.write(link_to);
  }
  void jump_through(Register link_to, Register to, std::int64_t offset) {
    step_.flow = link_to == no_register ? Flow::jump_through : Flow::call_through;
    step_.effect = Effect::sum;
    step_.first = to;
    step_.number = offset;
    step_.write(link_to);
  }
  void branch(Condition condition, Register a, Register b, std::uint32_t offset_bits,
              unsigned width) {
    jump(no_register, offset_bits, width);
    step_.condition = condition;
    step_.compares_itself = true;
    step_.compared = a;
    step_.compared_to = b;
    if (a != no_register) return;
    // Zero is the first: seen from the other side.
    step_.compared = b;
    step_.compared_to = no_register;
    if (condition == Condition::below) step_.condition = Condition::above;
    if (condition == Condition::at_least) step_.condition = Condition::at_most;
    if (b == no_register) step_.compares_itself = false;
    bool is_always =
        b == no_register && (condition == Condition::equal || condition == Condition::at_least);
    if (is_always) step_.condition = Condition::always;
  }
  void by_immediate(std::uint32_t word);
  void by_registers(std::uint32_t word);
  void by_floats(std::uint32_t word);
  void arithmetic(std::uint32_t half);
  void control(std::uint32_t word);
  void by_stack(std::uint32_t half);

  Step step_;
  std::uint64_t address_;
  bool is_64_;
};

void Decoder::by_immediate(std::uint32_t word) {
  Register to = reg(word, 7), from = reg(word, 15);
  std::int64_t number = sign_extended(bits(word, 31, 20), 12);
  bool is_word = bits(word, 6, 0) == 0x1B;
  unsigned by = bits(word, is_64_ && !is_word ? 25 : 24, 20), upper = bits(word, 31, 26);
  switch (bits(word, 14, 12)) {
  case 0: return add(to, from, number);
  case 1:
    if (upper == 0) return shift_left(to, from, by);
    if (is_word && upper == 2) {  // SLLI.UW
      shift_left(to, from, bits(word, 25, 20));
      step_.second_size = 4;
      return;
    }
    return gets(to, Effect::unknown);
  case 3:
    gets(to, Effect::below);
    step_.first = from;
    step_.number = number;
    return;
  case 5:
    if (upper == 0 && !is_word) return shift_right(to, from, by);
    return gets(to, Effect::unknown);
  case 7: return limit(to, number);
  default: return gets(to, Effect::unknown);
  }
}

void Decoder::by_registers(std::uint32_t word) {
  Register to = reg(word, 7), a = reg(word, 15), b = reg(word, 20);
  unsigned upper = bits(word, 31, 25), which = bits(word, 14, 12);
  bool is_word = bits(word, 6, 0) == 0x3B;
  if (upper == 0 && which == 0) return add_registers(to, a, b);
  if (upper == 0x20 && which == 0 && a != no_register && b != no_register) {
    gets(to, Effect::difference);
    step_.first = a;
    step_.second = b;
    return;
  }
  if (upper == 0 && which == 6 && (a == no_register || b == no_register))
    return add(to, a == no_register ? b : a, 0);
  if (upper == 0 && which == 3 && a != no_register && b != no_register) {
    gets(to, Effect::below);
    step_.first = a;
    step_.second = b;
    return;
  }
  if (upper == 0 && which == 4) return gets(to, Effect::exclusive);
  bool scales = upper == 0x10 && (which == 2 || which == 4 || which == 6);  // SHnADD
  bool extends = is_word && upper == 4 && which == 0;                       // ADD.UW
  gets(to, Effect::unknown);
  if ((!scales && !extends) || step_.effect == Effect::none) return;
  step_.effect = Effect::sum;
  step_.first = b;
  step_.second = a;
  step_.shift = scales ? static_cast<std::uint8_t>(which / 2) : 0;
  step_.second_size = is_word ? 4 : 0;
}

void Decoder::by_floats(std::uint32_t word) {
  unsigned operation = bits(word, 31, 27);
  // Comparisons, conversions to integers, moves and classes.
  if (operation == 0x14 || operation == 0x18 || operation == 0x1C)
    gets(reg(word, 7), Effect::unknown);
}

void Decoder::control(std::uint32_t word) {
  constexpr std::uint32_t ecall = 0x73, ebreak = 0x00100073;
  step_.is_system_call = word == ecall;
  step_.calls_kernel = word == ecall || word == ebreak;
  if (bits(word, 14, 12) != 0) return gets(reg(word, 7), Effect::unknown);
  step_.is_strange = !step_.calls_kernel;
  if (step_.is_system_call) step_.write(10);
}

Step Decoder::full(std::uint32_t word) {
  step_.length = 4;
  Register to = reg(word, 7), a = reg(word, 15), b = reg(word, 20);
  unsigned which = bits(word, 14, 12);
  switch (bits(word, 6, 0)) {
  case 0x03:
    if (which == 7) step_.length = 0;
    load(to, a, sign_extended(bits(word, 31, 20), 12), 1U << (which & 3), which < 4);
    break;
  case 0x07:
  case 0x27:
  case 0x0F:  // floats and vectors in memory, fences
  case 0x43:
  case 0x47:
  case 0x4B:
  case 0x4F: break;
  case 0x13:
  case 0x1B: by_immediate(word); break;
  case 0x17:
    add(to, no_register,
        static_cast<std::int64_t>(address_) + sign_extended(word & 0xFFFFF000, 32));
    step_.uses_pc = true;
    break;
  case 0x23:
    store(b, a, sign_extended(piece(word, 31, 25, 5) | bits(word, 11, 7), 12), 1U << (which & 3));
    break;
  case 0x2F:
    gets(to, Effect::unknown);
    if (which == (is_64_ ? 3U : 2U)) step_.loads = step_.writes;
    break;
  case 0x33:
  case 0x3B: by_registers(word); break;
  case 0x37: add(to, no_register, sign_extended(word & 0xFFFFF000, 32)); break;
  case 0x53: by_floats(word); break;
  case 0x57:
    if (which == 7 || which == 2) gets(to, Effect::unknown);
    break;
  case 0x63: {
    constexpr Condition conditions[] = {Condition::equal, Condition::not_equal, Condition::other,
                                        Condition::other, Condition::other,     Condition::other,
                                        Condition::below, Condition::at_least};
    if (which == 2 || which == 3) step_.length = 0;
    branch(conditions[which], a, b,
           piece(word, 31, 31, 12) | piece(word, 30, 25, 5) | piece(word, 11, 8, 1) |
               piece(word, 7, 7, 11),
           13);
    break;
  }
  case 0x67:
    if (which != 0) step_.length = 0;
    jump_through(to, a, sign_extended(bits(word, 31, 20), 12));
    break;
  case 0x6F:
    jump(to,
         piece(word, 31, 31, 20) | piece(word, 30, 21, 1) | piece(word, 20, 20, 11) |
             piece(word, 19, 12, 12),
         21);
    break;
  case 0x73: control(word); break;
  default:  // of others, nobody knows; instructions of more than 32 bits are not among programs yet
    if (bits(word, 4, 2) == 7)
      step_.length = 0;
    else
      gets(to, Effect::unknown);
  }
  return step_;
}

// C.SRLI to C.AND.
void Decoder::arithmetic(std::uint32_t half) {
  Register to = low_reg(half, 7), other = low_reg(half, 2);
  unsigned by = piece(half, 12, 12, 5) | bits(half, 6, 2);
  switch (bits(half, 11, 10)) {
  case 0: return shift_right(to, to, by);
  case 1: return gets(to, Effect::unknown);
  case 2: return limit(to, sign_extended(by, 6));
  default: break;
  }
  unsigned which = piece(half, 12, 12, 2) | bits(half, 6, 5);
  gets(to, Effect::unknown);
  if (which == 0 || which == 4) {
    step_.effect = Effect::difference;
    step_.first = to;
    step_.second = other;
  }
  if (which == 5) add_registers(to, to, other);
  if (which == 1) step_.effect = Effect::exclusive;
}

void Decoder::by_stack(std::uint32_t half) {
  Register to = reg(half, 7), from = reg(half, 2);
  bool is_call = bits(half, 12, 12) == 1;
  std::uint32_t word_at = piece(half, 12, 12, 5) | piece(half, 6, 4, 2) | piece(half, 3, 2, 6),
                double_at = piece(half, 12, 12, 5) | piece(half, 6, 5, 3) | piece(half, 4, 2, 6);
  switch (bits(half, 15, 13)) {
  case 0: return shift_left(to, to, piece(half, 12, 12, 5) | bits(half, 6, 2));
  case 2: return load(to, stack, word_at, 4, true);
  case 3:
    if (is_64_) load(to, stack, double_at, 8, false);
    return;
  case 4:
    if (from != no_register) return add_registers(to, is_call ? to : no_register, from);
    if (to != no_register) return jump_through(is_call ? link : no_register, to, 0);
    step_.calls_kernel = is_call;  // C.EBREAK
    if (!is_call) step_.length = 0;
    return;
  case 6: return store(from, stack, piece(half, 12, 9, 2) | piece(half, 8, 7, 6), 4);
  case 7:
    if (is_64_) store(from, stack, piece(half, 12, 10, 3) | piece(half, 9, 7, 6), 8);
    return;
  default: return;  // floats
  }
}

Step Decoder::compressed(std::uint32_t half) {
  step_.length = 2;
  if (half == 0) {  // the illegal instruction
    step_.flow = Flow::stop;
    return step_;
  }
  Register to = reg(half, 7), low = low_reg(half, 2), middle = low_reg(half, 7);
  std::int64_t number = sign_extended(piece(half, 12, 12, 5) | bits(half, 6, 2), 6);
  std::uint32_t word_at = piece(half, 12, 10, 3) | piece(half, 6, 6, 2) | piece(half, 5, 5, 6),
                double_at = piece(half, 12, 10, 3) | piece(half, 6, 5, 6);
  std::uint32_t jump_bits = piece(half, 12, 12, 11) | piece(half, 11, 11, 4) |
                            piece(half, 10, 9, 8) | piece(half, 8, 8, 10) | piece(half, 7, 7, 6) |
                            piece(half, 6, 6, 7) | piece(half, 5, 3, 1) | piece(half, 2, 2, 5);
  std::uint32_t branch_bits = piece(half, 12, 12, 8) | piece(half, 11, 10, 3) |
                              piece(half, 6, 5, 6) | piece(half, 4, 3, 1) | piece(half, 2, 2, 5);
  switch (bits(half, 1, 0) << 3 | bits(half, 15, 13)) {
  case 0:
    add(low, stack,
        piece(half, 12, 11, 4) | piece(half, 10, 7, 6) | piece(half, 6, 6, 2) |
            piece(half, 5, 5, 3));
    if (bits(half, 12, 5) == 0) step_.length = 0;
    break;
  case 2: load(low, middle, word_at, 4, true); break;
  case 3:
    if (is_64_) load(low, middle, double_at, 8, false);
    break;
  case 4:  // bytes and halfwords, of Zcb
    if (bits(half, 12, 10) <= 1) gets(low, Effect::unknown);
    break;
  case 6: store(low, middle, word_at, 4); break;
  case 7:
    if (is_64_) store(low, middle, double_at, 8);
    break;
  case 8: add(to, to, number); break;
  case 9:
    if (is_64_)
      add(to, to, number);
    else
      jump(link, jump_bits, 12);
    break;
  case 10: add(to, no_register, number); break;
  case 11:
    if (to == stack)
      add(stack, stack,
          sign_extended(piece(half, 12, 12, 9) | piece(half, 6, 6, 4) | piece(half, 5, 5, 6) |
                            piece(half, 4, 3, 7) | piece(half, 2, 2, 5),
                        10));
    else
      add(to, no_register, number * 4096);
    break;
  case 12: arithmetic(half); break;
  case 13: jump(no_register, jump_bits, 12); break;
  case 14: branch(Condition::equal, middle, no_register, branch_bits, 9); break;
  case 15: branch(Condition::not_equal, middle, no_register, branch_bits, 9); break;
  case 1:
  case 5: break;  // floats
  default: by_stack(half); break;
  }
  return step_;
}

}  // namespace

Step riscv_step(std::uint32_t word, std::uint64_t address, bool is_64) {
  Decoder decoder(address, is_64);
  bool is_wide = riscv_is_wide(static_cast<std::uint16_t>(word & 0xFFFF));
  return is_wide ? decoder.full(word) : decoder.compressed(word & 0xFFFF);
}

}  // namespace ashore::flow
