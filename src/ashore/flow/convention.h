// SPDX-License-Identifier: Apache-2.0
// What each machine's procedure call standard and kernel say about registers.
#pragma once

#include <cstdint>

#include "ashore/flow/step.h"

namespace ashore::flow {

struct Convention {
  Register link = no_register, stack = no_register;
  Register global = no_register;    // holds the same address in all of a program; not everywhere
  Register function = no_register;  // holds the address of a function as it begins; not everywhere
  Register number = no_register;    // of a system call
  std::uint32_t kept = 0;           // a bit a register: calls leave them as they were
  std::uint32_t carriers = 0;       // where a system call's number comes: its own, two arguments
  unsigned unit = 4;                // instructions begin at multiples of so many bytes

  bool keeps(Register reg) const { return reg < 32 && (kept >> reg & 1) != 0; }
  bool carries(Register reg) const { return reg < 32 && (carriers >> reg & 1) != 0; }
};

const Convention& convention_of(CodeKind kind);

// Whether the system call of that number ends the thread or the program.
bool ends_program(CodeKind kind, std::uint64_t number);

}  // namespace ashore::flow
