// SPDX-License-Identifier: Apache-2.0
// Tests of what the device has, right before the code that needs it, in libraries that are in
// nearly every program.
#pragma once

#include "ashore/verify/code_words.h"
#include "ashore/verify/guards.h"

namespace ashore::verify {

// setjmp and longjmp of musl and glibc on ARM.
bool is_behind_hwcap_test(const Offender& offender, const CodeWords& code,
                          const Functions& functions);

// Atomics of AArch64 by one instruction, with a loop where the CPU has none.
bool is_behind_lse_test(const Offender& offender, const CodeWords& code,
                        const Functions& functions);

// The length of a vector, which GCC's unwinder reads where a table speaks of register VG.
bool is_vector_length_of_unwinder(const Offender& offender, const CodeWords& code);
// What may be that, in a file that does not tell where its functions are.
bool may_be_vector_length_of_unwinder(const Offender& offender, const CodeWords& code);

// Whether no table by which AArch64 programs are unwound speaks of VG.
bool no_table_has_vector_length(const elf::LoadedImage& image, const ElfFacts& facts);

}  // namespace ashore::verify
