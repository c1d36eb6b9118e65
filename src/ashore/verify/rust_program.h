// SPDX-License-Identifier: Apache-2.0
// Programs with Rust's std, and the oldest kernel that it promises to work on.
#pragma once

#include <cstddef>
#include <span>

#include "ashore/base/version.h"
#include "ashore/device/facts.h"

namespace ashore::verify {

bool is_rust(std::span<const std::byte> program);

// https://doc.rust-lang.org/rustc/platform-support.html
Version rusts_floor();

// A Rust program, and a kernel that is known to be older.
bool is_below_rusts_floor(std::span<const std::byte> program, const DeviceFacts& device);

}  // namespace ashore::verify
