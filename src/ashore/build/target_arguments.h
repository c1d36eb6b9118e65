// SPDX-License-Identifier: Apache-2.0
// All that rustc is told for crates of the target, from the toolchain as a value.
#pragma once

#include <string>
#include <vector>

#include "ashore/toolchain/toolchain.h"

namespace ashore::build {

// The toolchain's own arguments, its linker and sysroot unless those name them already, and a build
// id in what is linked: debug sections that stay on the desktop are found again by it. `small`
// leaves out what makes room for pages of 64 KB, which no ARM of 32 bits has, and for code that
// could lie anywhere in a program that is at a fixed address.
std::vector<std::string> target_arguments(const Toolchain& toolchain, bool small = false);

}  // namespace ashore::build
