// SPDX-License-Identifier: Apache-2.0
// What something says about some of a file's executable bytes, and what follows for all of them.
#pragma once

#include <vector>

#include "ashore/elf/loaded_image.h"
#include "ashore/verify/code_pieces.h"

namespace ashore::verify {

// By address and without those that overlap another one: of two claims about one byte neither is
// believed.
std::vector<Stretch> agreed(std::vector<Stretch> claims);

// Puts what lies between claims as unknown, and cuts everything to what is executable. `claims` are
// by address and do not overlap.
std::vector<Stretch> spread(const std::vector<Stretch>& claims, const elf::LoadedImage& image);

}  // namespace ashore::verify
