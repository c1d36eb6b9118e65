// SPDX-License-Identifier: Apache-2.0
// The interface of a shared library as a file that linkers take for it.
#pragma once

#include <string>

#include "ashore/stubs/interface.h"

namespace ashore::stubs {

// An ELF file with section headers and without any code or data. A program that is linked against
// it is, byte for byte, the one that is linked against the library: LLD asks for the symbols, their
// versions, the alignment of the sections that they are in, and which addresses cannot be written.
std::string written(const Interface& interface);

}  // namespace ashore::stubs
