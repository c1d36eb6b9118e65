// SPDX-License-Identifier: Apache-2.0
// Division in software jumps back from its end over as many steps as the quotient has bits.
#pragma once

#include <cstdint>
#include <vector>

#include "ashore/reach/code_view.h"

namespace ashore::reach {

// All steps that the jump of compiler-rt's division at `jump` may go to; empty: it is none.
std::vector<std::uint64_t> division_steps(const CodeView& view, Place jump);

}  // namespace ashore::reach
