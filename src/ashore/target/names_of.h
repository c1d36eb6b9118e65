// SPDX-License-Identifier: Apache-2.0
// One function for each ecosystem; names.h says what they answer.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "ashore/base/expected.h"
#include "ashore/target/choice.h"

namespace ashore {

Expected<std::vector<std::string>> rust_words(const TargetChoice& choice);
Expected<std::vector<std::string>> llvm_words(const TargetChoice& choice);
Expected<std::vector<std::string>> gcc_words(const TargetChoice& choice);
Expected<std::vector<std::string>> go_words(const TargetChoice& choice);
Expected<std::vector<std::string>> zig_words(const TargetChoice& choice);
Expected<std::vector<std::string>> debian_words(const TargetChoice& choice);
Expected<std::vector<std::string>> openwrt_words(const TargetChoice& choice);
Expected<std::vector<std::string>> cmake_words(const TargetChoice& choice);

// Whether code for the choice may use that feature.
bool has(const TargetChoice& choice, std::string_view feature);
bool has_all(const TargetChoice& choice, std::string_view features);  // blanks between
bool is_soft(const TargetChoice& choice);
bool is_big(const TargetChoice& choice);
// 7 for "armv7-a" and for a 64-bit core in its 32-bit state; 0 where it is no ARM.
int arm_version(const TargetChoice& choice);

// 1 to 4: x86-64, x86-64-v2, ... as the psABI of x86-64 defines them.
int x86_64_level(const TargetChoice& choice);

// "<ecosystem> has nothing for 32-bit PowerPC, big-endian, soft float: <why>".
Failure nothing_there(std::string_view ecosystem, const TargetChoice& choice, std::string_view why);

}  // namespace ashore
