// SPDX-License-Identifier: Apache-2.0
// What verify would like to read from a device to hold a dynamic program against it.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "ashore/device/library_files.h"
#include "ashore/elf/elf.h"

namespace ashore::verify {

// Files of the device that decide and were not asked for yet. Of each group the first that is there
// is enough for now. Ask again with what came: what those libraries need is wanted next. Empty:
// nothing more can be learnt. `directory`: where the program will be, for $ORIGIN.
std::vector<std::vector<std::string>> libraries_wanted(std::span<const std::byte> file,
                                                       const ElfFacts& facts,
                                                       const std::string& directory,
                                                       const LibraryFiles& have);

}  // namespace ashore::verify
