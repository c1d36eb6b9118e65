// SPDX-License-Identifier: Apache-2.0
// A64 instructions: where they lead and which addresses they make.
#pragma once

#include <cstdint>

#include "ashore/flow/step.h"

namespace ashore::flow {

// `word` is the instruction at `address`. Register 31 is the stack pointer; what reads or writes
// the zero register names none. Source: Arm DDI 0487, chapter C4.
Step a64_step(std::uint32_t word, std::uint64_t address);

}  // namespace ashore::flow
