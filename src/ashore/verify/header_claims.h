// SPDX-License-Identifier: Apache-2.0
// The file's header and its program headers, where they lie in an executable segment: linkers
// before 2018 put them there, and none puts code among them.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "ashore/verify/code_pieces.h"

namespace ashore::verify {

// That they are data, for who found no way into them. Nothing if a field that nobody reads holds
// what no linker writes: there is room for instructions in those.
std::vector<Stretch> claims_of_headers(std::span<const std::byte> file,
                                       const elf::LoadedImage& image, const ElfFacts& facts);

}  // namespace ashore::verify
