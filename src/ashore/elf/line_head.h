// SPDX-License-Identifier: Apache-2.0
// What stands before a line program: how its instructions are to be read, and the files that it
// numbers. Source: DWARF 5, section 6.2.4, and DWARF 4 of the same number.
#pragma once

#include <cstdint>
#include <vector>

#include "ashore/elf/dwarf_cursor.h"
#include "ashore/elf/dwarf_forms.h"

namespace ashore::elf {

struct LineHead {
  UnitShape shape;
  unsigned least_length = 1;  // of an instruction
  int line_base = 0;
  unsigned line_range = 1;
  unsigned opcode_base = 1;
  std::vector<std::uint8_t> operands;  // of each standard instruction
  // Names by number; version 5 counts from 0, older ones from 1.
  std::vector<AttributeValue> files;
  std::uint64_t begin = 0, end = 0;  // of the instructions
};

// Fails the cursor, which stands at the unit's program, if that is none that we read.
LineHead read_line_head(DwarfCursor& cursor, const UnitShape& unit);

}  // namespace ashore::elf
