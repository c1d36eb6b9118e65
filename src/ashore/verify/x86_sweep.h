// SPDX-License-Identifier: Apache-2.0
// Goes through the code of an x86 program. Instructions have any length there, so reading at every
// byte finds in clean code what no core ever executes; only where instructions begin can say more.
//
// What is read in sequence, as code:
//   - every function of which begin and end are known: by a symbol with a size (the file's, or its
//     unstripped twin's), and by .eh_frame, which stripping leaves
//   - what the kernel and the loader call: entry, init and fini functions
//   - from each target of a direct branch, wherever it leads, if no instruction began there yet
// Everything else is read at every byte, and so are functions in which something cannot be decoded,
// or that end amid an instruction: there may be data in them. Compilers for x86 put none into code,
// assembly may; and then what comes behind the data might be read out of step. So each address of
// code that the file has (relocated words, numbers in instructions, tables of jumps that count from
// their own place) must be a place where an instruction began, or it is read from there as well.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "ashore/elf/loaded_image.h"
#include "ashore/isa/x86.h"
#include "ashore/verify/frame_functions.h"

namespace ashore::verify {

// Why something is read there as an instruction, from sure to unsure.
enum class X86Reading {
  code,        // executed
  perhaps,     // an address of code leads there, or what stands behind a call
  anything,    // may be in the middle of an instruction, or data
  unreadable,  // code, and no instruction that we know
};

struct X86Place {
  std::uint64_t address = 0;
  unsigned length = 0;
  std::string_view needs;  // beyond the floor; empty where it is unreadable
  X86Reading reading = X86Reading::code;
};

// Where the sweep begins.
struct X86Starts {
  std::vector<FunctionRange> functions;  // in any order; they may overlap
  std::vector<std::uint64_t> called;     // places that are surely executed
  std::vector<std::uint64_t> pointers;   // addresses of code that somebody may call or jump to
  std::vector<FunctionRange> data;       // by address, apart: sections without any code
};

struct X86Sweep {
  std::vector<std::uint64_t> cpuid;  // where the program asks what the core can do
};

// Calls `use` for everything outside the scanner's floor, in no order; and `meet` for every
// instruction that there may be, if it is given.
using X86Use = std::function<void(const X86Place&)>;
using X86Meet = std::function<void(std::uint64_t address, const isa::X86Instruction&)>;
X86Sweep sweep_x86(const elf::LoadedImage& image, const isa::X86Scanner& scanner,
                   const X86Starts& starts, const X86Use& use, const X86Meet& meet = {});

}  // namespace ashore::verify
