// SPDX-License-Identifier: Apache-2.0
// Which bytes are functions, by the tables from which an unwinder learns how to leave them. They
// are loaded with the program, so stripping leaves them.
// Source: LSB 5.0 Core, 10.6 "Exception Frames"; DWARF 5, 6.4.
#pragma once

#include <cstdint>
#include <vector>

#include "ashore/elf/elf.h"
#include "ashore/elf/loaded_image.h"

namespace ashore::verify {

// Half open, by address.
struct FunctionRange {
  std::uint64_t begin = 0, end = 0;
  bool operator==(const FunctionRange&) const = default;
};

// All that .eh_frame describes, as PT_GNU_EH_FRAME leads to it, or section headers. What is not
// understood is left out: ranges are missing then, and none is made up.
std::vector<FunctionRange> frame_functions(const elf::LoadedImage& image, const ElfFacts& facts);

}  // namespace ashore::verify
