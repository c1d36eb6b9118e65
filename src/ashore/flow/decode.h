// SPDX-License-Identifier: Apache-2.0
// One door to the decoders of all kinds of code.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "ashore/base/byte_reader.h"
#include "ashore/flow/step.h"

namespace ashore::flow {

// How the bytes of an instruction are to be read.
struct Reading {
  CodeKind kind = CodeKind::a32;
  Endian endian = Endian::little;  // of instructions
  bool is_64 = false;
};

// The instruction that begins with `bytes`, at `address`; `conditional`: it is in an IT block.
// Length 0: there is none, or not all of its bytes.
Step decode(const Reading& reading, std::span<const std::byte> bytes, std::uint64_t address,
            bool conditional = false);

}  // namespace ashore::flow
