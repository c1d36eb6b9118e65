// SPDX-License-Identifier: Apache-2.0
// Which C library a loader (PT_INTERP) belongs to, by its name.
#pragma once

#include <optional>
#include <string_view>

#include "ashore/target/machine.h"

namespace ashore {

// Names of PT_INTERP: ld-musl-arm.so.1, ld-linux-armhf.so.3, ld.so.1, ld64.so.2, ld-uClibc.so.0.
// ld-2.31.so and ld-uClibc-0.9.33.2.so are the files behind such names, not names of their own.
std::optional<Libc> libc_of_loader(std::string_view path);

}  // namespace ashore
