// SPDX-License-Identifier: Apache-2.0
// What the tables for exceptions say about code: where functions begin, and where the unwinder
// itself goes on: landing pads and personality routines, which no branch leads to.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "ashore/elf/loaded_image.h"

namespace ashore::reach {

// Code that runs only if an exception passes through its function.
struct LandingPad {
  std::uint64_t function = 0, address = 0;  // neither has a Thumb bit
};

struct UnwindTables {
  std::vector<std::uint64_t> functions;  // ascending, without Thumb bits
  std::vector<LandingPad> landing_pads;
  std::vector<std::uint64_t> personalities;  // with Thumb bits
  // Tables that were not understood: functions whose landing pads are not known.
  std::vector<std::uint64_t> unread;
  // False: there may be more of all that than is said here.
  bool is_understood = true;
};

// .ARM.exidx, by PT_ARM_EXIDX. Source: Exception Handling ABI for the Arm Architecture (ehabi32).
UnwindTables arm_unwind_tables(const elf::LoadedImage& image, const ElfFacts& facts);

// .eh_frame, by PT_GNU_EH_FRAME.
UnwindTables dwarf_unwind_tables(const elf::LoadedImage& image, const ElfFacts& facts);

// The landing pads of the GNU form of a language's table (LSDA) at `table`; `function` is what its
// offsets count from; `bytes_left` bounds what is read of many tables that overlap. Empty: it has
// another form. Source: Itanium C++ ABI, exception handling
// tables, as GCC's except.c and LLVM's EHStreamer write them.
std::optional<std::vector<std::uint64_t>> landing_pads_of(const elf::LoadedImage& image,
                                                          std::uint64_t table,
                                                          std::uint64_t function,
                                                          std::uint64_t& bytes_left);

}  // namespace ashore::reach
