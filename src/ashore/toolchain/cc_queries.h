// SPDX-License-Identifier: Apache-2.0
// The questions that build systems ask a compiler, and the answers.
#pragma once

#include <string>
#include <string_view>

#include "ashore/toolchain/cc_target.h"

namespace ashore {

// Of an option that cc_options.h calls a query, with its value joined; with the newline.
std::string cc_answer(std::string_view query, bool called_as_cxx, const CcTarget& target);

// What `-v` prints before anything else.
std::string cc_version_lines(const CcTarget& target);

}  // namespace ashore
