// SPDX-License-Identifier: Apache-2.0
// musl's atomics and thread pointer for ARM before version 7, one function for each kind of core.
// It puts those that fit into pointers as the program starts (AT_HWCAP, AT_PLATFORM).
#pragma once

#include <span>

#include "ashore/reach/reach.h"
#include "ashore/verify/code_words.h"
#include "ashore/verify/guards.h"
#include "ashore/verify/references.h"

namespace ashore::verify {

// By their names and the pointer __a_cas_ptr.
bool is_chosen_by_musl(const Offender& offender, const Functions& functions);

// Without names: the functions stand together word by word as musl's assembler file has them, and
// the program makes their addresses nowhere but where the thread pointer is set (the system call
// that only ARM has for it), behind a test of HWCAP_TLS. The one that reads the register of the
// thread pointer may lie in a pointer from the beginning, if the other side of that test writes
// over it. `made`: all addresses that the program makes, by a complete descent.
bool is_set_by_musl(const Offender& offender, const CodeWords& code, const References& references,
                    std::span<const reach::Made> made);

}  // namespace ashore::verify
