// SPDX-License-Identifier: Apache-2.0
// What instructions of A32 and Thumb calculate with numbers, bit by bit, and which words of memory
// they move: as much as it takes to know what a program does with the few bits by which a kernel
// describes a CPU.
#pragma once

#include <cstdint>

#include "ashore/flow/step.h"

namespace ashore::flow {

enum class Verb : std::uint8_t {
  other,     // something else: it may write what its Step says, and any memory
  copy,      // second
  inverted,  // not second
  add,
  subtract,   // first - second
  reversed,   // second - first
  both,       // first and second
  either,     // first or second
  differ,     // first xor second
  clear,      // first and not second
  field,      // `width` bits of first from `lowest` on
  high_half,  // first, but for its upper half, which is the number
  load,
  store,
  load_list,  // registers at first + number, one word behind the other
  store_list,
  branch_if_zero,      // first
  branch_if_not_zero,  // first
};

enum class Shift : std::uint8_t { left, right, signed_right, turn };

// Where a load or store changes its base.
enum class Indexing : std::uint8_t { none, before, after };

struct ArmOperation {
  Verb verb = Verb::other;
  Register to = no_register;     // no_register: only the flags
  Register first = no_register;  // of loads and stores, the base
  // The second operand, or what is added to the base: a register that is shifted, or the number.
  Register second = no_register;
  Shift shift = Shift::left;
  std::uint8_t amount = 0;
  bool subtracts_second = false;  // of loads and stores
  std::int64_t number = 0;
  std::uint8_t lowest = 0, width = 0;  // of field
  bool sets_flags = false;
  std::uint8_t condition = 14;  // as Arm numbers them; of Thumb, only of branches
  std::uint8_t it = 0;          // of IT: its condition and mask
  std::uint8_t size = 0;        // of loads and stores: bytes
  bool is_signed = false;
  Indexing indexing = Indexing::none;
  std::uint32_t list = 0;        // of load_list and store_list
  std::int64_t base_change = 0;  // of these
};

ArmOperation a32_operation(std::uint32_t word, std::uint64_t address);
// `conditional`: it is in an IT block. `second` counts where the instruction is wide.
ArmOperation thumb_operation(std::uint16_t first, std::uint16_t second, std::uint64_t address,
                             bool conditional);

}  // namespace ashore::flow
