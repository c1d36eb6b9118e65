// SPDX-License-Identifier: Apache-2.0
// Which of a compiler's machine options stay within the floor of a target, which would leave it,
// and which GCC alone knows.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "ashore/target/choice.h"

namespace ashore {

enum class FloorAnswer {
  other,         // no option of this kind
  kept,          // makes nothing that the floor lacks
  said_already,  // the floor's own flags say the same, or allow more
  leaves,        // would leave the floor or the target
  foreign,       // another architecture's: GCC refuses it
  gcc_only,      // clang does not know it, and what runs where does not depend on it
};

struct FloorVerdict {
  FloorAnswer answer;
  std::string_view reason;  // for people; static
};

// Of a whole word, with its value joined: "-mfpu=neon", "-mavx", "-EB", "-fcf-protection".
FloorVerdict judge_machine_option(std::string_view word, const TargetChoice& choice);

// Whether the words to an inner program ("-target-feature" to clang -cc1, "-mattr=+neon" to LLVM)
// choose what instructions there are.
bool chooses_instructions(std::string_view inner_word);

// The floor's own words for clang: those that the user may change (-mtune=, -mthumb), and those
// that come last and win.
struct FloorFlags {
  std::vector<std::string> first, last;
};
FloorFlags floor_flags(const TargetChoice& choice);

}  // namespace ashore
