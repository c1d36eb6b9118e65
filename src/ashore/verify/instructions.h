// SPDX-License-Identifier: Apache-2.0
// All instructions of a file that a device's CPU does not promise, for `ashore verify --list`.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "ashore/delivery/verdict.h"
#include "ashore/verify/outside_floor.h"
#include "ashore/verify/program_code.h"

namespace ashore::verify {

// Instructions of one function that need the same.
struct ListedInstructions {
  std::string standing;  // "outside", "open", "guarded"
  std::string needs;     // "vfp2"
  std::string function;  // with its crate or object file; empty: nothing tells
  std::string why;       // the guard, or why it is open
  std::size_t count = 0;
  std::uint64_t first = 0;  // address
  std::string instruction;  // the first one
  std::string place = {};  // the function, with the source line of the first one where that is told
};

struct InstructionList {
  std::string floor;                             // in words
  std::uint64_t bytes = 0;                       // that were looked at
  std::size_t objects = 0;                       // of an archive or object
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
Expected<Examined> examine(ProgramCode& code);

// Of objects and archives, which are no programs. Errors as above.
Expected<InstructionList> list_instructions(std::span<const std::byte> file,
                                            const DeviceFacts& device);

// Whether the file is an object or an archive, which are no programs and yet have instructions.
bool has_object_code(std::span<const std::byte> file);

// What is to be said of such a file's instructions, beside that it is no program. `listed`: as in
// Known.
Finding finding_of_objects(std::span<const std::byte> file, const DeviceFacts& device,
                           InstructionList* listed);

}  // namespace ashore::verify
