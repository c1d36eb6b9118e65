// SPDX-License-Identifier: Apache-2.0
// The machine options of GCC and clang, by architecture, with what each does to the floor.
#pragma once

#include <array>
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

// Reasons that many rows share.
namespace floor_reasons {
inline constexpr std::string_view none = "";
inline constexpr std::string_view chosen = "the floor says the architecture";
inline constexpr std::string_view abi = "every object of a program must pass its arguments alike";
inline constexpr std::string_view fpu = "the floor says what FPU there is";
inline constexpr std::string_view order = "the byte order and the width are the target's";
inline constexpr std::string_view unit = "the floor has no such unit";
// Not the name of a feature, nor a reason.
inline constexpr std::string_view nobody = "(no floor of ours)";
}  // namespace floor_reasons

// The most exact name that fits counts, and of equal ones the last.
std::span<const FloorRow> common_floor_rows();
std::span<const FloorRow> arm_floor_rows();  // AArch64 too
std::span<const FloorRow> mips_floor_rows();
std::span<const FloorRow> x86_floor_rows();
std::span<const FloorRow> other_floor_rows();  // RISC-V, PowerPC, LoongArch

// All of them, in that order.
std::array<std::span<const FloorRow>, 5> floor_tables();

}  // namespace ashore
