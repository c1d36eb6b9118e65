// SPDX-License-Identifier: Apache-2.0
// What the first bytes of one of the device's own programs tell: word size, byte order, ABI,
// loader.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "ashore/target/machine.h"

namespace ashore::probe {

struct ElfHead {
  Arch arch = Arch::x86_64;
  Endian endian = Endian::little;
  Abi abi = Abi::plain;
  bool is_64_bit = false;
  std::uint32_t flags = 0;                 // e_flags
  std::optional<FloatAbi> float_abi;       // where the file says it
  std::optional<std::string> interpreter;  // PT_INTERP, if it lies within the bytes at hand
  bool operator==(const ElfHead&) const = default;
};

// Nothing if it is no ELF file of an architecture that we know. Total on any bytes.
std::optional<ElfHead> read_elf_head(std::string_view bytes);

// "ELF32 little-endian ARM EABI, soft float".
std::string to_string(const ElfHead& head);

}  // namespace ashore::probe
