// SPDX-License-Identifier: Apache-2.0
// Where the code of a program enters what its symbols call data, or reads as another mode. Assembly
// writes instructions by `.word`, `.byte` and `.inst`, which symbols call data now and then; and a
// table of symbols may simply be false. What is entered is read as code whatever it is called.
#pragma once

#include <vector>

#include "ashore/verify/code_pieces.h"
#include "ashore/verify/functions.h"

namespace ashore::verify {

// The stretches that execution may run through although `pieces` knows them as something else,
// with the mode in which it would. Entered are places that
//   - a direct branch or call leads to, from what is code
//   - the code before falls into; after a call, which may never come back, only words that no
//     instruction loads as a constant
//   - a function's symbol names, or a pointer in the file leads to (between code only: in sections
//     without code there are tables)
//   - are the file's entry.
// From there on until control surely goes elsewhere. Nothing for machines whose code is not
// followed.
std::vector<Stretch> entered_data(const elf::LoadedImage& image, const Functions& functions,
                                  const std::vector<Stretch>& pieces);

}  // namespace ashore::verify
