// SPDX-License-Identifier: Apache-2.0
// Every encoding that LLVM's decoders know, and on which features each depends: tables/*.inc, made
// by scripts/isa/tables.py.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "ashore/isa/scan.h"

namespace ashore::isa {

// Words that agree with `value` in the bits of `mask`; of Thumb and RISC-V there are some of two
// bytes.
struct Form {
  enum Kind : std::uint8_t {
    alone,    // an instruction; no other of its decoder table has a word in common with it
    meeting,  // an instruction of which that is not so
    asking,   // words of the last instruction whose operands depend on the condition's features
  };
  std::uint32_t mask = 0, value = 0;
  std::uint16_t condition = 0;  // of `conditions`; of an asking one just names, or "*" for many
  std::uint8_t length = 4;
  Kind kind = alone;
};

struct Encodings {
  std::span<const Form> forms;
  // Words that must all hold: "v6 !thumb-mode sve|sme&sve2".
  std::span<const std::string_view> conditions;
};

Encodings encodings_of(Mode mode);

}  // namespace ashore::isa
