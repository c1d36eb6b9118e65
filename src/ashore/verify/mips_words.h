// SPDX-License-Identifier: Apache-2.0
// Words that MIPS start code keeps behind a call, to find them by the address that it left: `bal`
// over them, and then loads from where it would have returned to.
#pragma once

#include <vector>

#include "ashore/reach/reach.h"
#include "ashore/verify/code_pieces.h"

namespace ashore::verify {

// Those words as data, in the code that was reached: every one is loaded so, the return address is
// lost before anything could return to them, and nothing else leads there. A descent may come to
// them, since it takes the `bal` for a call that returns.
std::vector<Stretch> claims_of_mips_words(const elf::LoadedImage& image,
                                          const reach::Descent& descent);

}  // namespace ashore::verify
