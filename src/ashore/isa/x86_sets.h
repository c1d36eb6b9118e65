// SPDX-License-Identifier: Apache-2.0
// What each of Zydis's instruction sets needs, in the words of the catalogue's features.tsv.
#pragma once

#include <string_view>

namespace ashore::isa {

// A set of Zydis's, by its name, and what a floor must have for it; "": every core has it, "*": it
// is the kernel's, which fails on every device alike. Several words: all of them.
struct X86Set {
  std::string_view set, needs;
};

// Nothing: not in the list, so no floor is known to have it.
const X86Set* find_x86_set(std::string_view set);

// Whether a need is one that devices tell of; of others nobody knows whether a core has them.
bool is_told_by_devices(std::string_view need);

}  // namespace ashore::isa
