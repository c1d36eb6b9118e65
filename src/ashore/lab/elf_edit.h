// SPDX-License-Identifier: Apache-2.0
// Moves a distribution's dynamic programs out of sight on a device: edits in place that keep every
// length, so that no tool for rebuilding ELF files is needed.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "ashore/base/expected.h"

namespace ashore::lab {

// The program with another, not longer, path of its loader.
Expected<std::string> with_interpreter(std::string program, std::string_view from,
                                       std::string_view to);

// The loader searching `directory` where it searched the distribution's library directories of
// `triplet`.
Expected<std::string> searching(std::string loader, std::string_view triplet,
                                std::string_view directory);

// A program or library for MIPS that says it was made without floating-point instructions, as those
// of routers are. Elf_MIPS_ABIFlags_v0 of the "MIPS O32 ABI - FR0 and FR1 interlinking" document.
Expected<std::string> said_to_be_soft_float(std::string file);

// The kernel modules that a module names as needed, as written in its .modinfo.
std::vector<std::string> modules_needed(std::string_view module);

// The applets that are compiled into a busybox; empty if its table is not found.
std::vector<std::string> applets_of(std::string_view busybox);

}  // namespace ashore::lab
