// SPDX-License-Identifier: Apache-2.0
// The one thing to try that helps most: a build for what the device is.
#pragma once

#include <string>

#include "ashore/device/facts.h"

namespace ashore::verify {

// Whether one of them is an FPU of ARM.
bool has_vfp(const Features& features);

// "build for armv7-unknown-linux-musleabi, which `ashore build` chooses", as far as the facts leave
// one target; otherwise only that `ashore build` chooses.
std::string build_that_suits(const DeviceFacts& device);

// The target for an ARM without FPU, by its architecture.
std::string soft_float_build(const DeviceFacts& device);

}  // namespace ashore::verify
