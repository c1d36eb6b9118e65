// SPDX-License-Identifier: Apache-2.0
// One instruction as the architecture's manual writes it, whatever the byte order it was found in.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "ashore/isa/scan.h"

namespace ashore::isa {

struct Encoding {
  // Of two halfwords of Thumb the first is the upper one, as in ARM's manual.
  std::uint32_t word = 0;
  unsigned length = 4;  // 2 or 4
};

// Instructions begin at multiples of this.
constexpr unsigned step_of(Mode mode) {
  if (mode == Mode::x86_32 || mode == Mode::x86_64) return 1;
  return mode == Mode::thumb || mode == Mode::riscv ? 2 : 4;
}

// How many bytes an instruction takes, from its first halfword.
template <Mode mode> constexpr unsigned length_from(std::uint32_t half) {
  if constexpr (mode == Mode::thumb) {
    // Arm's manual, "Thumb instruction set encoding": 0b11101, 0b11110, 0b11111 begin a long one.
    return half >> 11 >= 0x1d ? 4 : 2;
  } else {
    // The RISC-V manual, "Expanded Instruction-Length Encoding".
    if ((half & 0x03) != 0x03) return 2;
    if ((half & 0x1f) != 0x1f) return 4;
    return (half & 0x3f) == 0x1f ? 6 : 8;
  }
}

// What begins at that offset, and how many bytes it takes there; nothing where it would end after
// the code, or is longer than any that we know.
struct Found {
  std::optional<Encoding> encoding;
  unsigned length = 0;
};
Found encoding_at(const Code& code, std::size_t offset);

}  // namespace ashore::isa
