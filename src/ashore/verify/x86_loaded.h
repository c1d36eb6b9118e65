// SPDX-License-Identifier: Apache-2.0
// A function's address that code loads into a register: whether it does nothing with it but jump.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "ashore/verify/x86_code.h"

namespace ashore::verify {

// The calls and jumps by the register that the instruction there loads a word into, or by others
// that it is copied to: all of them, and maybe some by other values. Nothing: the address may go
// elsewhere too, to memory or to another function.
std::optional<std::vector<std::uint64_t>> jumps_by_loaded(const X86Code& code, std::uint64_t load);

}  // namespace ashore::verify
