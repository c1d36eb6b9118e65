// SPDX-License-Identifier: Apache-2.0
// Programs that find out what the CPU has by trying it.
#pragma once

#include "ashore/verify/code_words.h"
#include "ashore/verify/references.h"

namespace ashore::verify {

// Whether it sets a handler for SIGILL. Known of ARM and AArch64.
bool handles_sigill(const CodeWords& code, const References& references,
                    const Functions& functions);

}  // namespace ashore::verify
