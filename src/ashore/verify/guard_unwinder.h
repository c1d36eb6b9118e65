// SPDX-License-Identifier: Apache-2.0
// The routines of unwinders that save and restore registers beyond the core's.
#pragma once

#include "ashore/verify/guards.h"

namespace ashore::verify {

// Whether the instruction belongs to such a routine, compared word by word: one that carries its
// name, or that stands in the block that all of them make in libgcc.
bool is_in_unwinder(const Offender& offender, const elf::LoadedImage& image,
                    const Functions& functions);

}  // namespace ashore::verify
