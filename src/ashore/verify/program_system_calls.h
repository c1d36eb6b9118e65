// SPDX-License-Identifier: Apache-2.0
// The system calls that a program's own code makes, with the functions that ask for them.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "ashore/verify/program_code.h"

namespace ashore::verify {

// One number, and one function that asks for it.
struct MadeCall {
  std::uint64_t number = 0;
  std::uint64_t address = 0;  // of the instruction that makes the call
  std::string function;       // that chose the number; empty: no symbol tells
  bool is_sure = false;       // it is code, and no other number arrives there
};

// An instruction at which other numbers may arrive than those that were found.
struct OpenCall {
  std::uint64_t address = 0;
  std::string function;  // that it is in; empty: no symbol tells
};

struct MadeCalls {
  std::vector<MadeCall> calls;  // by number
  std::vector<OpenCall> open;   // by address
  // Small numbers that any instruction puts where system calls take theirs from, ascending: a
  // number that arrives at an open call is one of them, unless the program computes it or takes it
  // from its data. Only gathered if there is an open call.
  std::vector<std::uint64_t> constants;
  std::string why_unknown;  // the code cannot be read; then the rest is empty
};

MadeCalls system_calls_made(ProgramCode& code);

}  // namespace ashore::verify
