// SPDX-License-Identifier: Apache-2.0
// All instructions of an x86 program outside of a floor: x86_sweep.h finds them, here it is said
// what each of them means.
//
// A program that asks what the core can do (cpuid; functions that the loader chooses; libraries and
// files that tell) has code that other cores never come to, and which of it that is cannot be told:
// what it has outside the floor is open, and the question is named. In a program that asks nothing,
// what lies outside in code for sure is executed for sure.
#pragma once

#include <string>
#include <vector>

#include "ashore/verify/outside_floor.h"

namespace ashore::verify {

struct X86Gathered {
  Gathered gathered;
  std::string witness;  // what tells functions; empty: nothing does
};

Expected<X86Gathered> gather_x86(const Program& program, const Witness& witness);

}  // namespace ashore::verify
