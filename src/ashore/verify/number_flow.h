// SPDX-License-Identifier: Apache-2.0
// The system calls of a program, and the numbers that can arrive in each: followed backwards from
// the instruction through registers and the stack, over branches to where they come from, and from
// the beginning of a function to all who call it.
//
// What is not followed: a branch through a register into the middle of a function, and a function
// that is called through an address which no word of the file holds.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "ashore/elf/loaded_image.h"
#include "ashore/isa/scan.h"

namespace ashore::verify {

// Half open. Bytes of which nothing is known may be given once a mode.
struct CodeSpan {
  std::uint64_t begin = 0, end = 0;
  isa::Mode mode = isa::Mode::a32;
  // Data that execution may run into: a call there counts, a branch from there would be noise.
  bool is_doubtful = false;
};

// A number that arrives, and the instruction that put it into a register.
struct Arrival {
  std::uint64_t number = 0;
  std::uint64_t origin = 0;
  bool operator==(const Arrival&) const = default;
};

struct SystemCallSite {
  std::uint64_t address = 0;
  isa::Mode mode = isa::Mode::a32;
  std::vector<Arrival> arrivals;  // each once
  bool is_open = false;           // other numbers may arrive too
};

// Every system call instruction in the spans, by address. `pointers`: addresses of code that the
// program has as data, ascending, with the Thumb bit.
std::vector<SystemCallSite> system_call_sites(const elf::LoadedImage& image,
                                              std::span<const CodeSpan> spans,
                                              std::span<const std::uint64_t> pointers);

}  // namespace ashore::verify
