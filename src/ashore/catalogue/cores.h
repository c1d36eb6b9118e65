// SPDX-License-Identifier: Apache-2.0
// CPU cores by what the kernel prints of them. Built in:
// data/catalogue/{arm,mips,powerpc,riscv}_cores.tsv and mips_systems.tsv.
#pragma once

#include <optional>
#include <string_view>

#include "ashore/target/machine.h"

namespace ashore::catalogue {

// Optional units are what some of these cores have; whether this one has, only AT_HWCAP tells.
struct ArmCore {
  unsigned implementer = 0, part = 0;
  std::string_view vendor, name;  // "ARM", "Cortex-A9"
  std::string_view baseline;      // "armv7-a"
  std::string_view llvm;          // "cortex-a9"; empty: LLVM has no name for it
  Features most;  // all that any core of that kind can have, LLVM's names; empty: no cap is known
};

struct MipsCore {
  std::string_view model;     // beginning of "cpu model": "MIPS 24K"
  std::string_view name;      // "24Kc"
  std::string_view baseline;  // "mips32r2"; "mips1" for Lexra, which lacks even some of that
  std::string_view highest;   // what some of them have, if `isa` says so; empty: the baseline
  std::string_view llvm;
  Features most;  // empty: no cap is known
};

struct PowerpcCore {
  std::string_view cpu;    // beginning of "cpu", lower case: "e500mc"
  unsigned bits = 32;      // 64: it can be in 64-bit mode
  std::string_view words;  // of AT_HWCAP, whatever the kernel was built with: "booke fpu"
  std::string_view llvm;   // "e500mc"; empty: LLVM has no name for it
};

// Null where we do not know it.
const ArmCore* find_arm_core(unsigned implementer, unsigned part);
// The row with the longest beginning of that model.
const MipsCore* find_mips_core(std::string_view cpu_model);
const PowerpcCore* find_powerpc_core(std::string_view cpu);
// LLVM's name for a RISC-V core, by `uarch` ("sifive,u74-mc"); empty: none.
std::string_view riscv_core(std::string_view uarch);

// The byte order of a MIPS device by "system type" ("Atheros AR9330 rev 1"); nothing where that
// name does not tell.
std::optional<Endian> byte_order_of_mips(std::string_view system_type);

}  // namespace ashore::catalogue
