// SPDX-License-Identifier: Apache-2.0
// Where code begins in an x86 program, as far as the file tells.
#pragma once

#include <string>

#include "ashore/verify/code_pieces.h"
#include "ashore/verify/functions.h"
#include "ashore/verify/x86_sweep.h"

namespace ashore::verify {

struct X86Known {
  X86Starts starts;
  bool has_resolvers = false;  // functions that choose others as the program starts
  std::string witness;         // what tells functions, for people; empty: nothing does
};

Expected<X86Known> x86_starts(const elf::LoadedImage& image, const ElfFacts& facts,
                              const Functions& functions, const Witness& witness);

}  // namespace ashore::verify
