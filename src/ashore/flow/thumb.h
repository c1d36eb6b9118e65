// SPDX-License-Identifier: Apache-2.0
// Thumb instructions, of 16 and of 32 bits: where they lead and which addresses they make.
#pragma once

#include <cstdint>

#include "ashore/flow/step.h"

namespace ashore::flow {

// Whether an instruction that begins with this halfword has a second one.
constexpr bool thumb_is_wide(std::uint16_t first) { return first >= 0xE800; }

// `second` counts only for an instruction of 32 bits; `conditional`: it is in an IT block.
// Source: Arm DDI 0406C, chapter A6.
Step thumb_step(std::uint16_t first, std::uint16_t second, std::uint64_t address, bool conditional);

// Instructions of each size, for thumb_step.
Step narrow_thumb_step(std::uint16_t first, std::uint64_t address, bool conditional);
Step wide_thumb_step(std::uint16_t first, std::uint16_t second, std::uint64_t address);

}  // namespace ashore::flow
