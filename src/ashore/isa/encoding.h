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
constexpr unsigned step_of(Mode mode) { return mode == Mode::thumb || mode == Mode::riscv ? 2 : 4; }

// What begins at that offset, and how many bytes it takes there; nothing where it would end after
// the code, or is longer than any that we know.
struct Found {
  std::optional<Encoding> encoding;
  unsigned length = 0;
};
Found encoding_at(const Code& code, std::size_t offset);

}  // namespace ashore::isa
