// SPDX-License-Identifier: Apache-2.0
// The system calls of x86 programs. Registers are not followed there: every number of a call that
// an instruction puts where calls take theirs from may be made, if the program makes any call
// itself.
#pragma once

#include "ashore/verify/program_system_calls.h"

namespace ashore::verify {

MadeCalls x86_system_calls(const CodeSubject& subject, const elf::LoadedImage& image);

}  // namespace ashore::verify
