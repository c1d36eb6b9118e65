// SPDX-License-Identifier: Apache-2.0
// CPU cores by what the kernel prints of them. Built in: data/catalogue/{arm,mips,riscv}_cores.tsv.
#pragma once

#include <string_view>

#include "ashore/target/machine.h"

namespace ashore::catalogue {

// Optional units are what some of these cores have; whether this one has, only AT_HWCAP tells.
struct ArmCore {
  unsigned implementer = 0, part = 0;
  std::string_view vendor, name;  // "ARM", "Cortex-A9"
  std::string_view baseline;      // "armv7-a"
  std::string_view llvm;          // "cortex-a9"; empty: LLVM has no name for it
  Features most;                  // all that any core of that kind can have, LLVM's names
};

struct MipsCore {
  std::string_view model;     // beginning of "cpu model": "MIPS 24K"
  std::string_view name;      // "24Kc"
  std::string_view baseline;  // "mips32r2"; "mips1" for Lexra, which lacks even some of that
  std::string_view llvm;
  Features most;
};

// Null where we do not know it.
const ArmCore* find_arm_core(unsigned implementer, unsigned part);
// The row with the longest beginning of that model.
const MipsCore* find_mips_core(std::string_view cpu_model);
// LLVM's name for a RISC-V core, by `uarch` ("sifive,u74-mc"); empty: none.
std::string_view riscv_core(std::string_view uarch);

}  // namespace ashore::catalogue
