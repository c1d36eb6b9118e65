// SPDX-License-Identifier: Apache-2.0
// MIPS instructions of 32 bits, up to release 5: where they lead and which addresses they make.
#pragma once

#include <cstdint>

#include "ashore/flow/step.h"

namespace ashore::flow {

// `word` is the instruction at `address`. Register 0 is never named.
// Source: MIPS Architecture for Programmers, volumes II-A and II-B, release 5.
Step mips_step(std::uint32_t word, std::uint64_t address, bool is_64);

}  // namespace ashore::flow
