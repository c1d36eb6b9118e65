// SPDX-License-Identifier: Apache-2.0
// The flags that hold C compilers to the floor of a choice: each says the architecture and the
// FPU itself, so that a core's name can tune and never widen.
#pragma once

#include <string>
#include <vector>

#include "ashore/target/choice.h"

namespace ashore {

std::vector<std::string> gcc_flags(const TargetChoice& choice);
// Without `--target`.
std::vector<std::string> clang_flags(const TargetChoice& choice);
// What clang 19 understands; where its parser lacks Rust's words, the nearest that is right.
std::string clang_triple(const TargetChoice& choice);

// LLVM's name of a CPU for `-mcpu=` of its tools, and the features that must be added to it and
// taken from it ("+soft-float", "-neon") so that nothing beyond the floor is left.
std::string llvm_cpu(const TargetChoice& choice);
std::vector<std::string> llvm_attributes(const TargetChoice& choice);

}  // namespace ashore
