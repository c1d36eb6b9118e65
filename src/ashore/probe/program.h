// SPDX-License-Identifier: Apache-2.0
// What the first bytes of one of the device's own programs tell: word size, byte order, ABI,
// loader.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "ashore/elf/elf.h"

namespace ashore::probe {

// Nothing if it is no ELF file of an architecture that we know. Total on any bytes.
std::optional<ElfFacts> read_program(std::string_view first_bytes);

// "ELF32 little-endian ARM EABI, soft float".
std::string described(const ElfFacts& program);

// Its loader's path, if that can be shown and used.
std::optional<std::string> loader_of(const ElfFacts& program);

}  // namespace ashore::probe
