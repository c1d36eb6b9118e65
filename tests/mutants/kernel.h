// SPDX-License-Identifier: Apache-2.0
// Whether a kernel would start a file: it is started, with an exit put over the code at its entry,
// so that nothing of it runs.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "ashore/elf/elf.h"

namespace ashore::mutants {

struct Started {
  bool well = false;
  std::string words;  // its status, a signal's number below 0, and the first line of its stderr
};

// This computer's own kernel for its own machine, qemu-user's loader for others. Nothing: the file
// has a program interpreter, no code at its entry, or a machine for which there is no qemu here.
std::optional<Started> start_of(std::string file, const ElfFacts& facts,
                                const std::filesystem::path& directory);

}  // namespace ashore::mutants
