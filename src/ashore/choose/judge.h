// SPDX-License-Identifier: Apache-2.0
// Every Linux target that the user's rustc knows, held against a device: fits, would fault, or
// cannot be told.
#pragma once

#include <string>
#include <vector>

#include "ashore/base/expected.h"
#include "ashore/desk/desk.h"
#include "ashore/device/facts.h"
#include "ashore/target/choice.h"

namespace ashore::choose {

struct Judged {
  std::string triple;  // Rust's name
  std::string reason;  // one line for people: why it is out, or what would have to be known
};

struct Judgement {
  std::vector<TargetChoice> fitting;  // best first, each with reasons, floor, std and tier
  // Both: those of the device's own architecture first, then by name.
  std::vector<Judged> rejected;  // would fault, or cannot be linked or loaded there
  std::vector<Judged> unknown;   // targets of which we cannot tell
};

// `desk`: the targets that its rustc knows, and whose std is installed; without any Rust there,
// the table for rustc 1.95. Total: a device that nothing fits has no fitting target.
Judgement judge(const DeviceFacts& device, const DeskFacts& desk);

// Why nothing fits, with what would as a hint: for a judgement without a fitting target.
// ErrorKind::device.
Error nothing_fits(const DeviceFacts& device, const Judgement& judgement);

}  // namespace ashore::choose
