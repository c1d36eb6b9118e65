// SPDX-License-Identifier: Apache-2.0
// A32 instructions: where they lead and which addresses they make.
#pragma once

#include <cstdint>

#include "ashore/flow/step.h"

namespace ashore::flow {

// `word` is the instruction at `address`. Source: Arm DDI 0406C, chapter A5.
Step a32_step(std::uint32_t word, std::uint64_t address);

}  // namespace ashore::flow
