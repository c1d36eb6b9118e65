// SPDX-License-Identifier: Apache-2.0
// Changes what a booted kernel says of itself, in the memory of the stopped machine: no kernel as
// old as a router's runs under today's distributions, and uname(2) cannot be told otherwise.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

#include "ashore/base/expected.h"
#include "ashore/lab/description.h"

namespace ashore::lab {

// `release` is the kernel's own. Every wanted change must find its place, or the memory is not
// usable.
Expected<void> disguise(std::span<std::byte> memory, const Disguise& wanted,
                        std::string_view release, std::string_view host_name);

}  // namespace ashore::lab
