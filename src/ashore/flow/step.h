// SPDX-License-Identifier: Apache-2.0
// What one instruction does, as far as it matters for following code: where control goes on, and
// how the registers come to hold addresses.
#pragma once

#include <cstdint>

namespace ashore::flow {

// How the bytes of an instruction are read.
enum class CodeKind { a32, thumb, other };

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
  none,       // nothing
  unknown,    // some other calculation
  sum,        // first + number + (second << shift)
  load,       // the `size` bytes at first + number + (second << shift)
  high_half,  // the low 16 bits of first, and number << 16
  exclusive,  // one register xor another: how C libraries hide pointers from attackers
  limited,    // some value from 0 to number
  remainder,  // number - first
  difference  // first - second
};

// Conditions as Arm numbers them; of the other architectures, those with the same meaning.
enum class Condition : std::uint8_t {
  equal = 0,
  not_equal = 1,
  at_least = 2,
  below = 3,
  above = 8,
  at_most = 9,
  always = 14,
  other = 15
};

struct Step {
  std::uint8_t length = 0;  // in bytes; 0: no instruction
  Flow flow = Flow::next;
  Condition condition = Condition::always;  // else, it may as well do nothing
  CodeKind target_kind = CodeKind::other;
  std::uint8_t it_block = 0;  // so many instructions that follow are conditional (Thumb)
  bool sets_flags = false;
  bool uses_pc = false;       // a sum with its own place in it
  bool keeps_kind = false;    // jumps without a look at the lowest bit of the address
  bool is_strange = false;    // no compiler writes it, though it can be executed
  bool saves_return = false;  // puts the return address on the stack
  bool calls_kernel = false;  // or a debugger: control may stay there
  bool stack_return = false;  // takes its target from where functions keep return addresses
  std::uint64_t target = 0;

  std::uint32_t writes = 0;  // a bit a register: their values are others afterwards
  std::uint32_t loads = 0;   // those of them that are loaded as a whole, beside `to`
  Effect effect = Effect::none;
  Register to = no_register;
  Register first = no_register, second = no_register;
  std::uint8_t shift = 0;  // of `second`
  std::uint8_t size = 0;
  bool is_signed = false;
  std::int64_t number = 0;

  // "Compares register with number", unsigned; the flags say how it went.
  Register compared = no_register;
  std::uint64_t compared_with = 0;
  Register compared_to = no_register;  // instead of a number

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
  void write(Register reg) { writes |= reg < 32 ? std::uint32_t{1} << reg : 0; }
};

}  // namespace ashore::flow
