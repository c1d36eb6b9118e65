// SPDX-License-Identifier: Apache-2.0
// The machine, its architecture level and its core, from what the device said about them.
#pragma once

#include <optional>
#include <string_view>

#include "ashore/base/evidence.h"
#include "ashore/probe/auxv.h"
#include "ashore/probe/cpuinfo.h"
#include "ashore/probe/elf_head.h"
#include "ashore/probe/features.h"
#include "ashore/target/machine.h"

namespace ashore::probe {

// What the device said that is about its processor.
struct ProcessorAnswers {
  std::optional<ElfHead> program;  // one of the device's own programs
  Evidence program_evidence;
  std::optional<AuxiliaryVector> auxv;
  CpuInfo cpuinfo{""};
  std::string_view uname_machine;  // "armv7l"
  std::string_view loader_names;   // the listing of libraries, for "ld-musl-mipsel-sf.so.1"
};

// Architecture, byte order and ABI by the device's own program, else by what the kernel says; the
// float ABI is soft on ARM unless a VFP was measured. Missing: not even the architecture, or the
// byte order of a MIPS, can be told.
MaybeFact<Machine> machine_of(const ProcessorAnswers& answers);

// "armv7-a", "mips32r2": where two sources differ, the smaller.
MaybeFact<std::string> baseline_of(const Machine& machine, const ProcessorAnswers& answers);

// LLVM's name of the core, for tuning.
MaybeFact<std::string> core_of(const Machine& machine, const CpuInfo& cpuinfo);

}  // namespace ashore::probe
