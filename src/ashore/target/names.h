// SPDX-License-Identifier: Apache-2.0
// The same target in the words of other tools, for people who build with those.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ashore/base/expected.h"
#include "ashore/target/choice.h"

namespace ashore {

enum class Ecosystem { rust, llvm, gcc, go, zig, debian, openwrt, cmake };

std::string_view name(Ecosystem ecosystem);
std::optional<Ecosystem> parse_ecosystem(std::string_view word);

// What to type or to set there, a line each, fit to paste: "GOARCH=arm GOARM=5", "-mcpu=cortex-a9
// -mfloat-abi=soft". ErrorKind::device where that ecosystem has nothing for it, with the reason.
Expected<std::vector<std::string>> in_words_of(Ecosystem ecosystem, const TargetChoice& choice);

}  // namespace ashore
