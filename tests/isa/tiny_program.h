// SPDX-License-Identifier: Apache-2.0
// A static program of one instruction, and the end of the process after it; no assembler, no
// linker.
#pragma once

#include <string>
#include <string_view>

#include "ashore/isa/scan.h"

namespace ashore::isa {

// An ELF file for Linux of that architecture. `encoding` as in the tables.
std::string tiny_program(Arch arch, Mode mode, std::string_view encoding);

}  // namespace ashore::isa
