// SPDX-License-Identifier: Apache-2.0
// RISC-V instructions, of 16 and of 32 bits: where they lead and which addresses they make.
#pragma once

#include <cstdint>

#include "ashore/flow/step.h"

namespace ashore::flow {

// Whether an instruction that begins with this halfword has a second one.
constexpr bool riscv_is_wide(std::uint16_t first) { return (first & 3) == 3; }

// `word` begins at `address`; of a short instruction, its upper half does not count. Register 0 is
// never named. Source: The RISC-V Instruction Set Manual, volume I, version 20240411.
Step riscv_step(std::uint32_t word, std::uint64_t address, bool is_64);

}  // namespace ashore::flow
