// SPDX-License-Identifier: Apache-2.0
// What compilers noted about the code of a file, beyond what ElfFacts holds. Hints: such notes say
// too much and too little in real files.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "ashore/elf/elf.h"

namespace ashore::elf {

// .riscv.attributes.
struct RiscvAttributes {
  std::string arch;  // "rv64i2p1_m2p0_a2p1_f2p2_d2p2_c2p0"
  std::optional<std::uint64_t> stack_align;
  std::optional<bool> unaligned_access;  // the code relies on it
  bool operator==(const RiscvAttributes&) const = default;
};

// Empty for other machines, and where nothing is noted or it is broken.
std::optional<RiscvAttributes> riscv_attributes(std::span<const std::byte> file,
                                                const ElfFacts& facts);

// .note.gnu.property.
struct GnuProperties {
  std::optional<std::uint32_t> x86_isa_needed;  // bits 0 to 3: x86-64 baseline, v2, v3, v4
  std::optional<std::uint32_t> x86_features;  // bit 0 indirect branch tracking, bit 1 shadow stack
  std::optional<std::uint32_t> aarch64_features;  // bit 0 BTI, bit 1 PAC
  bool operator==(const GnuProperties&) const = default;
};

// By segments, in objects by sections.
GnuProperties gnu_properties(std::span<const std::byte> file, const ElfFacts& facts);

}  // namespace ashore::elf
