// SPDX-License-Identifier: Apache-2.0
// Will this file run on that device? Pure: bytes and facts in, a verdict out. One file a check,
// worst finding first. A verdict that says "runs" and is wrong is the worst bug that this project
// can have: what is not known is cannot_tell.
//
// The rules, in the order of the list in verify.cpp:
//   format           not ELF, or damaged: will_not_run. A script: cannot_tell.
//   type             objects, core dumps, libraries, other systems, an entry outside the code.
//   machine          class, byte order and architecture are the device's, or the kernel is known to
//                    start both word sizes. Nothing after these three means anything if one
//                    refuses.
//   e_flags          the old ARM ABI; MIPS level and NaN encoding. Marks may exaggerate, so only
//                    MIPS revision 6 on an older CPU is refused.
//   float_abi        a hard-float program wants an FPU that was measured; libraries must agree.
//   interpreter      PT_INTERP is one of the device's loaders; refused only where somebody looked.
//   libraries        each DT_NEEDED, and theirs in turn, is where the device's loader looks for it
//                    (library_search.h); by their names alone where they were not read.
//   symbol_versions  the libraries have the versions that are wanted of them, where the loader
//                    compares; else no GLIBC_x.y is younger than the device's glibc.
//   symbols          the libraries define what the program and they want of each other. Not asked
//                    where they were not read.
//   kernel           a static glibc ends on an older kernel; Rust below 3.2 is a warning.
//   segments         headers that no linker makes, and kernels take differently: cannot_tell.
//   system_calls     the kernel has those that the code makes, or whoever makes them is known to do
//                    without (data/syscalls); see check_system_calls.cpp.
//   page_size        segments can be mapped in the kernel's pages.
//   noexec, room     the destination lets programs run and has space for the file.
//   memory           segments are not larger than the memory.
//   instructions     every encoding at every place where an instruction could begin lies within the
//                    device's floor: runs. Otherwise each one outside must be proven to be data or
//                    unreachable (code_pieces.h: mapping symbols, the twin, a complete descent) or
//                    guarded by a recognised test (guards.h), or left to the kernel
//                    (kernel_emulates.h). What is code for sure and none of these: will_not_run.
//                    What stays open, and architectures without a decoder: cannot_tell. x86, whose
//                    instructions begin anywhere, has a rule of its own (x86_sweep.h).
//   later_code       a warning where the program can load or make code as it runs.
// A missing fact can only weaken an answer: no check refuses for want of one.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>

#include "ashore/delivery/verdict.h"
#include "ashore/device/facts.h"
#include "ashore/device/library_files.h"
#include "ashore/isa/scanners.h"

namespace ashore::verify {

struct InstructionList;  // instructions.h

// Where the file would be put; some checks ask for room and noexec there.
struct Destination {
  std::string directory;          // empty: not decided, any place will do
  bool holds_it_already = false;  // the same bytes are there, so no room is needed
};

// What is known beside the file and the device. All of it may be missing, which only weakens
// answers.
struct Known {
  std::optional<Digest> digest = {};  // of the file, if it was computed already
  // The same program before it was stripped, as our own build kept it: its loaded bytes must be the
  // file's, or it is not used.
  std::span<const std::byte> twin = {};
  // The device's own libraries and loader, as far as they were read.
  const LibraryFiles* libraries = nullptr;
  // What was made to check other files; a caller with many of them saves a good part of the time.
  isa::Scanners* scanners = nullptr;
  // Where to put all instructions that the CPU does not promise, if they are wanted one by one.
  // Left as it is where instructions are not checked; the verdict says why.
  InstructionList* listed = nullptr;
};

Verdict verify(std::span<const std::byte> file, const DeviceFacts& device,
               const Destination& destination, const Known& known = {});

}  // namespace ashore::verify
