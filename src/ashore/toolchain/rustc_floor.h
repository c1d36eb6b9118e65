// SPDX-License-Identifier: Apache-2.0
// What keeps rustc to a floor below what its target assumes.
#pragma once

#include <string>
#include <vector>

#include "ashore/target/choice.h"

namespace ashore {

// rustc's arguments; empty: the target's own specification is enough. Where there are some, only a
// std that was built with them will do.
//   MIPS of revision 1: Rust's targets say mips32r2 and mips64r2.
//   ARMv7 whose VFP has 16 registers: armv7-...-musleabihf says vfp3d16, and LLVM's ARMv7-A has 32
//   registers all the same.
std::vector<std::string> rustc_floor_arguments(const TargetChoice& choice);

}  // namespace ashore
