// SPDX-License-Identifier: Apache-2.0
// Which core it is and which architecture that core has: the ones that small devices are made of.
#pragma once

#include <optional>
#include <string_view>

namespace ashore::probe {

// A core by MIDR's implementer and part, as /proc/cpuinfo prints them.
struct ArmCore {
  unsigned implementer = 0, part = 0;
  std::string_view name;      // "Cortex-A9"
  std::string_view baseline;  // "armv7-a", LLVM's name of the architecture
  std::string_view llvm;      // LLVM's CPU name; empty: it knows none
};
const ArmCore* find_arm_core(unsigned implementer, unsigned part);

// A core by the beginning of "cpu model" in /proc/cpuinfo.
struct MipsCore {
  std::string_view model;     // "MIPS 24Kc"
  std::string_view baseline;  // "mips32r2"; empty: Lexra and its like, which have no full MIPS I
  std::string_view llvm;
};
// The row with the longest matching beginning.
const MipsCore* find_mips_core(std::string_view cpu_model);

// Where 32-bit ARM architectures stand: a core of a higher rank runs the code of a lower one.
// Nothing for a name that is none of them.
std::optional<int> arm_rank(std::string_view baseline);

}  // namespace ashore::probe
