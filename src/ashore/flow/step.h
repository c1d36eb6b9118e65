// SPDX-License-Identifier: Apache-2.0
// What one instruction does, as far as it matters for following code: where control goes on, and
// how the registers come to hold addresses.
#pragma once

#include <cstddef>
#include <cstdint>

namespace ashore::flow {

// How the bytes of an instruction are read.
enum class CodeKind : std::uint8_t { a32, thumb, a64, mips, riscv };
constexpr std::size_t code_kinds = 5;

using Register = std::uint8_t;
constexpr Register no_register = 0xFF;

enum class Flow : std::uint8_t {
  next,          // the following instruction
  stop,          // a trap that is meant as one
  jump,          // to `target`
  call,          // to `target`, and on when it returns
  jump_through,  // to the value that the instruction makes: returns too
  call_through,  // the same, and on when it returns
};

// What the instruction puts into register `to`. For a jump or call through a value, that value.
enum class Effect : std::uint8_t {
  none,        // nothing
  unknown,     // some other calculation
  sum,         // first + number + (second << shift)
  load,        // the `size` bytes at first + number + (second << shift)
  high_half,   // first, but for 16 bits from `shift` on, which are number
  merged,      // first or (second << shift), bit by bit
  exclusive,   // one register xor another: how C libraries hide pointers from attackers
  limited,     // some value from 0 to number
  remainder,   // number - first
  difference,  // first - second
  choice,      // first or second
  below,       // 1 if first is below second, or number if there is none; else 0
  right_shift  // first >> number
};

// Conditions as Arm numbers them, where every odd one is the opposite of the one before it; of the
// other architectures, those with the same meaning.
enum class Condition : std::uint8_t {
  equal = 0,
  not_equal = 1,
  at_least = 2,
  below = 3,
  negative = 4,
  not_negative = 5,
  overflow = 6,
  no_overflow = 7,
  above = 8,
  at_most = 9,
  signed_at_least = 10,
  signed_below = 11,
  signed_above = 12,
  signed_at_most = 13,
  always = 14,
  other = 15
};

constexpr Condition opposite(Condition condition) {
  if (condition >= Condition::always) return Condition::other;
  return Condition{static_cast<std::uint8_t>(static_cast<unsigned>(condition) ^ 1U)};
}

struct Step {
  std::uint8_t length = 0;  // in bytes; 0: no instruction
  Flow flow = Flow::next;
  Condition condition = Condition::always;  // else, it may as well do nothing
  CodeKind target_kind = CodeKind::a32;
  std::uint8_t it_block = 0;  // so many instructions that follow are conditional (Thumb), by the
  std::uint8_t it_conditions = 0;  // condition of the first, and a mask for the others
  bool sets_flags = false;
  bool uses_pc = false;       // a sum with its own place in it
  bool keeps_kind = false;    // jumps without a look at the lowest bit of the address
  bool is_strange = false;    // no compiler writes it, though it can be executed
  bool saves_return = false;  // puts the return address on the stack
  bool calls_kernel = false;  // or a debugger: control may stay there
  bool is_delayed = false;    // jumps after the instruction behind it, its slot
  bool is_likely = false;     // the slot is executed only if it jumps
  bool in_slot = false;       // stands in the slot of the jump that is described
  bool is_system_call = false;
  bool stack_return = false;  // takes its target from where functions keep return addresses
  std::uint64_t target = 0;

  std::uint32_t writes = 0;  // a bit a register: their values are others afterwards
  std::uint32_t loads = 0;   // those of them that are loaded as a whole, beside `to`
  Effect effect = Effect::none;
  Register to = no_register;
  Register first = no_register, second = no_register;
  std::uint8_t shift = 0;        // of `second`
  std::uint8_t second_size = 0;  // its lowest bytes alone count; 0: all
  bool second_is_signed = false;
  std::uint8_t size = 0;
  bool is_signed = false;
  std::int64_t number = 0;

  // "Compares register with number", or with another register, unsigned; the flags say how it went,
  // or the condition of the step itself, if it is a branch that compares.
  Register compared = no_register, compared_to = no_register;
  std::uint64_t compared_with = 0;
  bool compares_itself = false;

  // Whole registers that it stores or loads at base + moved_at, one behind the other: those of the
  // list in ascending order, or one or two.
  Register base = no_register;
  Register moved[2] = {no_register, no_register};
  std::uint32_t moved_list = 0;
  std::uint8_t moved_size = 0;
  bool is_store = false;
  std::int64_t moved_at = 0;
  // What is added to the base in the end; nothing is known of that where the base is written and
  // this is 0.
  std::int64_t base_change = 0;

  // A jump by a table of `size` bytes an entry that follows it (TBB, TBH): what counts is twice the
  // entry, from the end of the instruction.
  Register table_index = no_register;

  // Bytes that it reads as data, at a place that is known.
  std::uint64_t data = 0;
  std::uint8_t data_size = 0;

  bool is_conditional() const { return condition != Condition::always; }
  bool ends_run() const {
    return (flow == Flow::stop || flow == Flow::jump || flow == Flow::jump_through) &&
           !is_conditional();
  }
  // Its writes may not happen.
  bool is_optional() const { return is_conditional() && !in_slot; }
  // Of an IT instruction: the condition of the instruction so many places behind the first one.
  Condition condition_in_block(unsigned place) const {
    if (place >= it_block) return Condition::other;
    unsigned of_first = it_conditions >> 4U;
    unsigned lowest = place == 0 ? of_first & 1U : it_conditions >> (4 - place) & 1U;
    unsigned found = (of_first & ~1U) | lowest;
    return found <= 14 ? Condition{static_cast<std::uint8_t>(found)} : Condition::other;
  }
  void write(Register reg) { writes |= reg < 32 ? std::uint32_t{1} << reg : 0; }
};

}  // namespace ashore::flow
