// SPDX-License-Identifier: Apache-2.0
// The programs that lie below a directory, and which of them a build made: nobody tells us what
// `make` does.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "ashore/base/expected.h"
#include "ashore/target/machine.h"

namespace ashore::build {

// What tells that a file is another one than before.
struct FileState {
  std::uint64_t inode = 0, size = 0;
  std::int64_t changed = 0;  // of its content, in nanoseconds
  bool operator==(const FileState&) const = default;
};

// All executable files below, by path. Version control's own directories and symbolic links are
// passed over.
using Executables = std::map<std::filesystem::path, FileState>;
Executables executables_below(const std::filesystem::path& directory);

enum class ProgramKind { for_target, for_another_machine, no_program };

// Shared libraries and objects are no programs, whatever their mode.
ProgramKind kind_of(const std::filesystem::path& file, const Machine& target);

}  // namespace ashore::build
