// SPDX-License-Identifier: Apache-2.0
// What the kernel's age means for a target.
#pragma once

#include <optional>
#include <string>

#include "ashore/device/facts.h"
#include "ashore/target/rust_target.h"

namespace ashore::choose {

// "kernel 2.6.36.4 is older than Rust's documented floor 3.2": never more than a warning, since
// verify looks at the system calls that the file makes.
std::optional<std::string> kernel_warning(const RustTarget& target, const DeviceFacts& device);

}  // namespace ashore::choose
