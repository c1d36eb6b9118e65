// SPDX-License-Identifier: Apache-2.0
// A verdict and a list of instructions, for people.
#pragma once

#include "ashore/delivery/verdict.h"
#include "ashore/verify/instructions.h"

namespace ashore::cli {

// Of a program that does not run for sure: what is against it, or what speaks for it too.
enum class Detail { what_matters, everything };

void print(const Verdict& verdict, Detail detail);

// By what they need, then by function, with how many there are and where the first one is.
void print(const verify::InstructionList& list);

}  // namespace ashore::cli
