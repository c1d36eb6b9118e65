// SPDX-License-Identifier: Apache-2.0
// Types of relocations by machine, from each processor supplement of the ABI; numbers as in
// glibc's elf.h.
#include <algorithm>
#include <array>

#include "ashore/elf/format.h"
#include "ashore/elf/relocations.h"

namespace ashore::elf {

namespace {

struct Types {
  std::uint16_t machine;
  std::uint32_t relative;
  std::array<std::uint32_t, 3> symbolic;  // a word, and the global offset table's entry
  std::uint32_t slot;
  std::uint32_t resolver;
};

constexpr std::array machines = {
    Types{em_386, 8, {1, 6, 6}, 7, 42},
    Types{em_arm, 23, {2, 21, 21}, 22, 160},
    Types{em_x86_64, 8, {1, 6, 10}, 7, 37},
    Types{em_ppc, 22, {1, 20, 20}, 21, 248},
    Types{em_ppc64, 22, {38, 20, 20}, 21, 248},
    Types{em_aarch64, 1027, {257, 1025, 1025}, 1026, 1032},
    Types{em_riscv, 3, {1, 2, 2}, 5, 58},
    Types{em_loongarch, 3, {1, 2, 2}, 5, 12},
};

// R_X86_64_RELATIVE64 is for x32, with a field of 64 bits.
constexpr std::uint32_t r_x86_64_relative64 = 38;

RelocationKind kind_on_mips(std::uint32_t type, std::uint32_t symbol) {
  constexpr std::uint32_t r_mips_32 = 2, r_mips_rel32 = 3, r_mips_64 = 18, r_mips_glob_dat = 51,
                          r_mips_jump_slot = 127, r_mips_irelative = 128;
  switch (type) {
  case r_mips_rel32: return symbol == 0 ? RelocationKind::relative : RelocationKind::symbolic;
  case r_mips_32:
  case r_mips_64:
  case r_mips_glob_dat: return RelocationKind::symbolic;
  case r_mips_jump_slot: return RelocationKind::slot;
  case r_mips_irelative: return RelocationKind::resolver;
  default: return RelocationKind::other;
  }
}

}  // namespace

std::optional<RelocationKind> relocation_kind(std::uint16_t machine, std::uint32_t type,
                                              std::uint32_t symbol) {
  if (machine == em_mips) return kind_on_mips(type, symbol);
  if (machine == em_x86_64 && type == r_x86_64_relative64) return RelocationKind::relative;
  for (const Types& types : machines) {
    if (types.machine != machine) continue;
    if (type == types.relative) return RelocationKind::relative;
    if (type == types.slot) return RelocationKind::slot;
    if (type == types.resolver) return RelocationKind::resolver;
    bool is_symbolic = std::ranges::find(types.symbolic, type) != types.symbolic.end();
    return is_symbolic ? RelocationKind::symbolic : RelocationKind::other;
  }
  return std::nullopt;
}

}  // namespace ashore::elf
