// SPDX-License-Identifier: Apache-2.0
// Instructions outside of a floor that a kernel may run all the same, and what that makes of the
// answer.
#pragma once

#include <string>
#include <string_view>

#include "ashore/device/facts.h"

namespace ashore::verify {

// How bad one instruction is that is executed for sure.
enum class Gravity {
  fine,     // this kernel emulates it, or does not forbid it
  unsure,   // some kernels do, and nobody knows about this one
  refused,  // no kernel does
};

struct Ruling {
  Gravity gravity = Gravity::refused;
  std::string why;  // empty when refused
};

// `needs` as in isa::Outside. The rules:
//   fpu (MIPS)        unsure: kernels may carry an FPU emulator (MIPS_FP_SUPPORT), firmwares often
//                     leave it out
//   swp               unsure: emulated if the kernel was made with SWP_EMULATE or
//                     SWP_EMULATION and that is switched on (abi.swp)
//   cpuid (AArch64)   fine since Linux 4.11, which emulates reads of identification registers
//   perf-user-access  fine before Linux 6.6, unsure since then (perf_user_access)
//   sysreg, csr       unsure: a register that is not known
// Of several needs the worst counts.
Ruling ruling_on(std::string_view needs, const DeviceFacts& device);

}  // namespace ashore::verify
