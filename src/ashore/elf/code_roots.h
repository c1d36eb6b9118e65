// SPDX-License-Identifier: Apache-2.0
// Where execution may enter the code of a file without a branch that leads there: what the kernel
// and the loader call, and addresses of code that the loader writes into memory.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "ashore/elf/loaded_image.h"

namespace ashore::elf {

// Addresses as the file gives them: with the Thumb bit, before any move by the loader.
struct StartCode {
  std::optional<std::uint64_t> entry;  // programs, and libraries that can be run
  std::optional<std::uint64_t> init, fini;
  std::vector<std::uint64_t> preinit_array, init_array, fini_array;
  bool operator==(const StartCode&) const = default;
};

// What is called at start and end. The arrays hold no 0 and no -1, which loaders skip. Static
// programs have no dynamic section: their arrays are found by section headers if they are there.
Expected<StartCode> start_code(const LoadedImage& image);

// Addresses inside of executable segments, each once, ascending.
struct RelocatedCode {
  std::vector<std::uint64_t> addresses;  // that relocations, and MIPS's table, put into memory
  std::vector<std::uint64_t> resolvers;  // functions that choose code as the program starts
  bool operator==(const RelocatedCode&) const = default;
};

// All code whose address the loader takes: function pointers, tables of virtual functions, slots
// of calls. A program that is linked to fixed addresses needs no relocation for its pointers:
// see possible_code_pointers.
Expected<RelocatedCode> relocated_code(const LoadedImage& image);

// Every aligned word of the loaded bytes that is the address of code: what may be a pointer in a
// program with fixed addresses. Ascending, each once.
std::vector<std::uint64_t> possible_code_pointers(const LoadedImage& image);

}  // namespace ashore::elf
