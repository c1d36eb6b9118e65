// SPDX-License-Identifier: Apache-2.0
// The values of machine options: whether `-march=armv5te`, `-mfpu=vfpv3-d16` or `-m32` say less
// than the floor does, or the same.
#pragma once

#include <string_view>

#include "ashore/target/choice.h"

namespace ashore {

// Whether the whole word asks for nothing beyond the floor and for no other target.
bool says_no_more_than_floor(std::string_view word, const TargetChoice& choice);

// Whether the floor is that version of its architecture or a later one: "armv6k", "i686".
bool is_at_least(const TargetChoice& choice, std::string_view version);

}  // namespace ashore
