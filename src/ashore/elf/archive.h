// SPDX-License-Identifier: Apache-2.0
// The members of an archive (.a): GNU's form with its long names, and BSD's.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

#include "ashore/base/expected.h"

namespace ashore::elf {

// Name and bytes point into the archive.
struct ArchiveMember {
  std::string_view name;
  std::span<const std::byte> bytes;
};

// All members but the archive's own tables, in the file's order; names may come twice. A thin
// archive is an error: its members are other files.
Expected<std::vector<ArchiveMember>> archive_members(std::span<const std::byte> file);

}  // namespace ashore::elf
