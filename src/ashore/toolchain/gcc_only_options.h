// SPDX-License-Identifier: Apache-2.0
// What only GCC, only GNU as or only GNU ld knows, and what a program can do without: clang and lld
// would refuse it.
#pragma once

#include <string_view>

namespace ashore {

// Options of the compiler: "-fconserve-stack", "-fno-ipa-sra", "-gno-statement-frontiers".
bool is_gcc_only(std::string_view word);

// Options of the assembler, as they stand in -Wa: "-mthumb-interwork", "-adhln".
bool is_gnu_as_only(std::string_view word);

// Options of the linker, as they stand in -Wl: "--no-warn-rwx-segments".
bool is_gnu_ld_only(std::string_view word);

}  // namespace ashore
