// SPDX-License-Identifier: Apache-2.0
// For each architecture: the Rust target that fits what was measured, and the reason.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "ashore/base/expected.h"
#include "ashore/device/facts.h"

namespace ashore::choose {

// A target by name, before the floor is worked out.
struct Candidate {
  std::string rust_triple;
  std::vector<std::string> reasons;
  std::vector<std::string> warnings;
};

Expected<Candidate> arm_candidate(const DeviceFacts& device);
Expected<Candidate> mips_candidate(const DeviceFacts& device);
Expected<Candidate> other_candidate(const DeviceFacts& device);

// Whether every core was measured to have it.
bool has(const DeviceFacts& device, std::string_view feature);

// No Rust target fits: what the device has, and why that is too little.
Failure no_target(const DeviceFacts& device, std::string_view why);

}  // namespace ashore::choose
