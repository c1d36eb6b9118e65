// SPDX-License-Identifier: Apache-2.0
// The machine options of GCC and clang, by architecture, with what each does to the floor.
#pragma once

#include <span>
#include <string_view>

namespace ashore {

// Sets of architectures.
using Families = unsigned;
inline constexpr Families on_arm = 1, on_aarch64 = 2, on_mips = 4, on_riscv = 8, on_x86 = 16,
                          on_powerpc = 32, on_loongarch = 64, everywhere = 127;

enum class FloorRule {
  keep,     // changes no instruction set and no ABI
  leave,    // taken out
  needs,    // kept where the floor has the named features, else taken out
  value,    // taken out; the floor's flags have the right value
  reserve,  // kept from that version of the architecture on (`feature`), else taken out
  thumb,    // kept where the core has a Thumb that passes floats as the target does
  drop,     // GCC's alone
};

struct FloorRow {
  std::string_view name;  // ends in '=' or '*': anything may follow
  Families families;
  FloorRule rule;
  std::string_view feature;  // of FloorRule::needs and reserve
  std::string_view reason;
};

// The most exact name that fits counts, and of equal ones the last.
std::span<const FloorRow> floor_rows();

}  // namespace ashore
