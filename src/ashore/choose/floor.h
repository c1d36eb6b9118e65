// SPDX-License-Identifier: Apache-2.0
// What code for a target may assume: what its name promises, and what the device was measured to
// have.
#pragma once

#include "ashore/device/facts.h"
#include "ashore/target/choice.h"
#include "ashore/target/machine.h"
#include "ashore/target/rust_target.h"
#include "ashore/target/triple.h"

namespace ashore::choose {

// The target with what its name alone promises: no device, no reasons. It must have a triple.
TargetChoice choice_of(const RustTarget& target);

// What rustc's own code for that target assumes (rustc's target specifications).
Floor floor_of(const Triple& triple);

// What the device has, seen from that target: its ABI, and no FPU where the target is soft float.
// Facts that are missing leave what the target's name promises; but of a MIPS that did not say its
// revision the first is the floor, since many were made.
Floor floor_of(const Triple& triple, const DeviceFacts& device);

// Features that the target assumes and the device was measured not to have.
std::set<std::string> lacking(const Triple& triple, const DeviceFacts& device);

}  // namespace ashore::choose
