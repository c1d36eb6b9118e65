// SPDX-License-Identifier: Apache-2.0
// Which target runs best on a device, from measured facts, with reasons that a person can read.
#pragma once

#include <string_view>

#include "ashore/base/expected.h"
#include "ashore/desk/desk.h"
#include "ashore/device/facts.h"
#include "ashore/target/choice.h"

namespace ashore::choose {

// The best of judge(). An unknown fact only ever weakens the choice: no FPU is assumed that the
// device did not show. ErrorKind::device where no Rust target fits, with what would.
Expected<TargetChoice> choose(const DeviceFacts& device, const DeskFacts& desk);

// The same without a look at this computer: every target that rustc 1.95 has.
Expected<TargetChoice> choose(const DeviceFacts& device);

// The choice for a target that the user named (ErrorKind::usage if we do not know it), with the
// floor that its name promises.
Expected<TargetChoice> for_triple(std::string_view rust_triple);

// The same for a device: where that lacks what the target assumes, it is a warning here; verify
// decides about the file.
Expected<TargetChoice> for_triple(std::string_view rust_triple, const DeviceFacts& device);

}  // namespace ashore::choose
