// SPDX-License-Identifier: Apache-2.0
// Which bytes of a program can be executed, found by following its code from everywhere where
// execution may begin. For files without symbols: what no path reaches is data, if every path was
// followed.
//
// Why that can be known although programs jump through pointers: an address of code is made as a
// whole, by the loader, as a word of a file with fixed addresses, or by instructions that are
// followed themselves; wherever one is made, a path begins. So a jump to what was loaded, passed or
// returned as a whole leads nowhere new. A jump to what is calculated on the spot must be
// understood, as a table or a distance with an end, or the descent is open there.
//
// This trusts compilers, linkers and assembly as they are, not programs that mean to deceive: no
// pointer is put together from parts beyond a table's entry (relative tables of virtual functions),
// none lies unaligned in a file with fixed addresses, an address that was calculated is not kept in
// memory before it is jumped to, bytes are not code in two ways, calls keep the registers that the
// procedure call standard says, the first entry of a table is where its address points, exceptions
// are caught where the tables of the program headers say, a variable is not written to by the
// address of another one, and on MIPS a function that asks for its own address finds it in the
// register that the standard names. Go's runtime does put addresses together: its programs are left
// open.
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "ashore/base/expected.h"
#include "ashore/elf/loaded_image.h"
#include "ashore/flow/step.h"

namespace ashore::reach {

using flow::CodeKind;

enum class Certainty {
  certain,   // from where the program starts, nothing on the way here was guessed
  possible,  // something that may be an address, and may be data, leads here or lies on the way
};

// Half open. One piece of code: instructions follow each other without a gap.
struct Reached {
  std::uint64_t begin = 0, end = 0;
  CodeKind kind = CodeKind::a32;
  Certainty certainty = Certainty::possible;
  bool operator==(const Reached&) const = default;
};

// Where a path goes on that could not be followed: an indirect jump whose targets are not known.
struct Open {
  std::uint64_t address = 0;
  std::string why;  // "jump through a register"
};

// An address of code that the program makes, or that lies in it as a number.
struct Made {
  std::uint64_t to = 0;    // without the bit of Thumb
  std::uint64_t by = 0;    // the instruction that makes it; 0: none does
  std::uint64_t word = 0;  // where it lies; 0: nowhere, or that is not known
  bool is_sum = false;     // a guess: of two numbers that nothing is known to add
  auto operator<=>(const Made&) const = default;
};

// A way that the instruction does not tell: to what a table or a calculated distance holds, or from
// a function to where the unwinder goes on.
struct Leap {
  std::uint64_t from = 0, to = 0;  // without the bit of Thumb
  bool is_unwinding = false;       // from a function
  auto operator<=>(const Leap&) const = default;
};

struct Descent {
  // By address; the same bytes may be reached as A32 and as Thumb. Where some path is open for
  // good, what is only possible is not looked for.
  std::vector<Reached> code;
  std::vector<Open> open;   // the first ones
  std::vector<Made> made;   // all that was taken for one, by address
  std::vector<Leap> leaps;  // by address
  // Every path was followed: bytes outside of `code` are never executed, unless the program makes
  // or changes code as it runs.
  bool is_complete = false;
  // Code leads into what the file says is none: its headers, or a section without code.
  bool enters_data = false;
};

// ErrorKind::bad_input: the file's tables are damaged, or its code is not followed. Followed are
// ARM and Thumb, AArch64, MIPS up to release 5, RISC-V.
Expected<Descent> descend(const elf::LoadedImage& image);

}  // namespace ashore::reach
