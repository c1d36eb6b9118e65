// SPDX-License-Identifier: Apache-2.0
// One target held against one device: the rules, from the name down to the C library. Each rule
// looks at one question only; `ruling` puts them together.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "ashore/device/facts.h"
#include "ashore/target/rust_target.h"

namespace ashore::choose {

enum class Fit { yes, cannot_tell, no };

struct Ruling {
  Fit fit = Fit::yes;
  std::string reason;                 // of `no` and `cannot_tell`: one line for people
  std::vector<std::string> reasons;   // of `yes`
  std::vector<std::string> warnings;  // of `yes`
  bool own_std = false;               // a std as Rust ships it assumes more than this core has
  bool emulated_fpu = false;  // uses an FPU that nobody measured: the kernel may have to emulate it
};

Ruling no(std::string reason);
Ruling cannot_tell(std::string reason);

// All rules together; what is certainly out is out, whatever else is not known.
Ruling ruling(const RustTarget& target, const DeviceFacts& device);
// For a target that the table lacks, by its name alone.
Ruling ruling_of_stranger(std::string_view name);

// Architecture, byte order, word size, and worlds that are not this Linux.
Ruling machine_rule(const RustTarget& target, const DeviceFacts& device);
// Instructions and FPU, for targets of the device's own architecture: one of the four below.
Ruling core_rule(const RustTarget& target, const DeviceFacts& device);
Ruling arm_rule(const RustTarget& target, const DeviceFacts& device);
Ruling mips_rule(const RustTarget& target, const DeviceFacts& device);
Ruling powerpc_rule(const RustTarget& target, const DeviceFacts& device);
Ruling other_rule(const RustTarget& target, const DeviceFacts& device);
// What a program needs there besides the kernel.
Ruling libc_rule(const RustTarget& target, const DeviceFacts& device);

// Whether every core was measured to have it.
bool has(const DeviceFacts& device, std::string_view feature);
// Where the features were read ("Features and AT_HWCAP"); empty where they are not known.
std::string_view source_of_features(const DeviceFacts& device);
// "armv7-a"; empty where it is not known.
std::string_view baseline_of(const DeviceFacts& device);
// "armv7-a (CPU part 0xc09: Cortex-A9)"; the device must have said it.
std::string baseline_reason(const DeviceFacts& device);
// "32-bit ARM, little-endian, hard float (/proc/self/exe: ELF32 ...)".
std::string machine_reason(const DeviceFacts& device);

// Ascending by what an ARM core of that name can do; 0 for a name that is none.
int arm_level(std::string_view baseline);

}  // namespace ashore::choose
