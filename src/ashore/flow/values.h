// SPDX-License-Identifier: Apache-2.0
// Fields of instructions, as all decoders read them.
#pragma once

#include <cstdint>

#include "ashore/flow/step.h"

namespace ashore::flow {

// Some bits of an instruction, highest and lowest included.
constexpr std::uint32_t bits(std::uint32_t word, unsigned high, unsigned low) {
  return (word >> low) & ((std::uint32_t{2} << (high - low)) - 1);
}

constexpr std::int64_t sign_extended(std::uint32_t value, unsigned width) {
  std::uint32_t sign = std::uint32_t{1} << (width - 1);
  return static_cast<std::int64_t>(value ^ sign) - static_cast<std::int64_t>(sign);
}

// A condition of Arm by its number in an instruction.
inline Condition condition_of(std::uint32_t number) {
  return number <= 14 ? Condition{static_cast<std::uint8_t>(number)} : Condition::other;
}

}  // namespace ashore::flow
