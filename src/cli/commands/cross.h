// SPDX-License-Identifier: Apache-2.0
// The commands whose words are another program's.
#pragma once

#include <string>
#include <vector>

#include "cli/invocation.h"

namespace ashore::cli {

// Whether we are called as a cross tool, by our name or by the first word; then `invocation` has
// its action.
bool take_cross_words(const std::string& program, const std::vector<std::string>& words,
                      Invocation& invocation);

// Their place in the help and in completion.
void add_cross(CLI::App& root, Invocation& invocation);

}  // namespace ashore::cli
