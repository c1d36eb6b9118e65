// SPDX-License-Identifier: Apache-2.0
// The machine, its architecture level and its core, from what the device said about them.
#pragma once

#include <optional>
#include <string>

#include "ashore/base/evidence.h"
#include "ashore/base/expected.h"
#include "ashore/device/facts.h"
#include "ashore/probe/answers.h"
#include "ashore/probe/kernel_words.h"
#include "ashore/probe/uname.h"
#include "ashore/target/machine.h"

namespace ashore::probe {

// All facts that are about the processor, and page_size. ErrorKind::device says why not even the
// machine can be told.
Expected<DeviceFacts> facts_of_processor(const ProcessorAnswers& answers);

// The architecture, even where its byte order cannot be told.
std::optional<Arch> arch_of(const ProcessorAnswers& answers);

// The architecture of the 32-bit programs that it runs as well.
Arch narrowed(Arch arch);

// What the keys and words of /proc/cpuinfo show; nothing where they could be of several.
std::optional<Kind> kind_of_cpuinfo(const CpuInfo& cpuinfo);

// Why `uname` and /proc/cpuinfo cannot be of one device, where no program decides.
std::optional<Error> contradiction(const ProcessorAnswers& answers);

// Architecture, byte order and ABI by the device's own program, else by what the kernel says, else
// by who made it. Missing: not even the architecture, or the byte order, can be told. The float ABI
// is left hard; see float_abi_of.
MaybeFact<Machine> machine_of(const ProcessorAnswers& answers);

// How floats are passed: soft on ARM and 32-bit PowerPC unless an FPU was measured; on MIPS as the
// userland does it. `said` is what the kernel said of features.
FloatAbi float_abi_of(Arch arch, const ProcessorAnswers& answers,
                      const std::optional<KernelWords>& said);

// "armv7-a", "mips32r2": where two sources differ, the smaller.
MaybeFact<std::string> baseline_of(const Machine& machine, const ProcessorAnswers& answers,
                                   const std::optional<KernelWords>& said);

// The same, of one architecture.
MaybeFact<std::string> arm_baseline(const ProcessorAnswers& answers);
MaybeFact<std::string> mips_baseline(Arch arch, const CpuInfo& cpuinfo);

// LLVM's name of the core, for tuning.
MaybeFact<std::string> core_of(Arch arch, const CpuInfo& cpuinfo);

// Whether a line of cpuinfo names the 64-bit state of an x86: "lm" alone is said by 32-bit kernels
// as well.
bool is_64_bit_x86(const CpuInfo& cpuinfo);

}  // namespace ashore::probe
