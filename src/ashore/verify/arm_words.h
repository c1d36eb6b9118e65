// SPDX-License-Identifier: Apache-2.0
// What A32 and Thumb have in common.
#pragma once

#include <cstdint>
#include <optional>

#include "ashore/elf/loaded_image.h"
#include "ashore/verify/instruction_effect.h"

namespace ashore::verify {

// Of data, in the file's byte order.
std::optional<std::uint32_t> arm_word(const elf::LoadedImage& image, std::uint64_t address);
// Of code: little also in big-endian programs of BE8, which all since ARMv6 are.
std::optional<std::uint32_t> arm_code_word(const elf::LoadedImage& image, std::uint64_t address);
std::optional<std::uint16_t> thumb_halfword(const elf::LoadedImage& image, std::uint64_t address);

// Register `reg` gets what `source` says, or something unknown. Into pc it is a jump; the stack is
// lost where the stack pointer is not moved by a known distance.
void arm_set(Effect& effect, unsigned reg, Source source);
void arm_forget(Effect& effect, unsigned reg);

// LDM, STM, PUSH, POP.
struct BlockTransfer {
  unsigned base = 0;
  std::uint32_t registers = 0;
  bool loads = false, writes_back = false;
  bool before = false, upwards = false;  // the P and U bits
};
void arm_block_transfer(Effect& effect, const BlockTransfer& transfer);

// The coprocessor instructions, floating point among them, as one 32-bit word.
void arm_coprocessor(Effect& effect, std::uint32_t word);

}  // namespace ashore::verify
