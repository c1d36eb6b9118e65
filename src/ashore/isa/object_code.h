// SPDX-License-Identifier: Apache-2.0
// What object files and archives of them have outside a floor. Objects keep their sections and
// mapping symbols, so code and data are told apart by what the assembler wrote.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "ashore/base/expected.h"
#include "ashore/elf/elf.h"
#include "ashore/isa/scan.h"

namespace ashore::isa {

// Instructions of one function that need the same.
struct ObjectInstructions {
  std::string object;    // the member's name; empty for an object that is no member
  std::string function;  // as the linker knows it; the section's name where no symbol tells
  std::string needs;
  std::size_t count = 0;
  std::uint64_t first = 0;  // offset in its section
  std::string instruction;  // the first one
};

struct ObjectScan {
  std::size_t objects = 0;   // that were looked at
  std::size_t others = 0;    // members that are something else
  std::size_t unmarked = 0;  // objects of ARM whose code has no mapping symbols: read in every mode
  std::uint64_t bytes = 0;   // of code
  std::vector<ObjectInstructions> outside;  // in the file's order
};

// An object (.o) or an archive (.a, .rlib). ErrorKind::bad_input: it is neither, it is damaged, an
// object is for another machine than the floor, or the floor is not checked.
Expected<ObjectScan> outside_in_objects(std::span<const std::byte> file, const Floor& floor);

}  // namespace ashore::isa
