// SPDX-License-Identifier: Apache-2.0
// Reading of the tables that are built in: what is wrong with them is our bug.
#pragma once

#include <span>
#include <string_view>

#include "ashore/base/table.h"
#include "ashore/target/machine.h"

namespace ashore::catalogue {

// The columns of a table that is built in.
Table built_in(std::string_view text, std::span<const std::string_view> columns);

// "dsp vfp2" as features.
Features features_of_words(std::string_view words);

}  // namespace ashore::catalogue
