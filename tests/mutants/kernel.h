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
  // By the kernel, or in words by a dynamic program's loader. Where damage makes that loader crash,
  // nobody refused anything.
  bool refused = false;
  std::string words;  // its status, a signal's number below 0, and the first line of its stderr
};

// This computer's own kernel for its own machine, qemu-user's loader for others. `root`: where the
// loaders and libraries of dynamic programs lie; may be empty. Nothing: the file has a program
// interpreter that is not at hand, no code at its entry, or a machine without a qemu here.
std::optional<Started> start_of(std::string file, const ElfFacts& facts,
                                const std::filesystem::path& directory,
                                const std::filesystem::path& root);

}  // namespace ashore::mutants
