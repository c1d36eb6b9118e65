// SPDX-License-Identifier: Apache-2.0
// All instructions of a file that a device's CPU does not promise, for `ashore verify --list`.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "ashore/verify/outside_floor.h"

namespace ashore::verify {

// Instructions of one function that need the same.
struct ListedInstructions {
  std::string standing;  // "outside", "open", "guarded"
  std::string needs;     // "vfp2"
  std::string function;  // empty: no symbol tells
  std::string why;       // the guard, or why it is open
  std::size_t count = 0;
  std::uint64_t first = 0;  // address
  std::string instruction;  // the first one
};

struct InstructionList {
  std::string floor;                             // in words
  std::uint64_t bytes = 0;                       // that were looked at
  std::vector<ListedInstructions> instructions;  // worst first, then by address
};

// What was found in a program, and how sure it is.
struct Examined {
  InstructionList list;
  std::string witness;              // what tells code from data; empty: nothing had to
  std::vector<std::string> doubts;  // why it does not tell all
};

// The error says why the instructions are not checked: a fact of the device is missing, the
// architecture is not known, or the file cannot be read as code.
Expected<Examined> examine(const CodeSubject& subject);

}  // namespace ashore::verify
