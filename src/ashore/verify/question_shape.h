// SPDX-License-Identifier: Apache-2.0
// getauxval in programs that name no functions, by what it does.
#pragma once

#include "ashore/verify/execution_ground.h"

namespace ashore::verify {

// Whether the function goes through pairs of words until one begins with its argument or with 0,
// and returns the second word of that pair. That it goes through the kernel's pairs is not proved.
bool looks_for_pair(const ExecutionGround& ground, CodeKey function);

}  // namespace ashore::verify
