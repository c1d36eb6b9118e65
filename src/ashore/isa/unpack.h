// SPDX-License-Identifier: Apache-2.0
// Sections that a compiler or linker has compressed.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "ashore/elf/debug_sections.h"

namespace ashore::isa {

// The section's bytes as they were; empty where they are damaged, or more than a program has. Never
// takes much more room than what comes out, whatever the file claims.
std::optional<std::vector<std::byte>> unpacked(const elf::DebugSection& section);

}  // namespace ashore::isa
