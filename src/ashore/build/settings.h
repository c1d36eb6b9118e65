// SPDX-License-Identifier: Apache-2.0
// What `ashore build` tells a build system, as a file of plain settings that works without ashore:
// nobody is locked in.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ashore/target/choice.h"

namespace ashore::build {

enum class SettingsFor { cargo, cmake, meson };

std::optional<SettingsFor> parse_settings_for(std::string_view word);
std::vector<std::string> settings_words();  // "cargo", ... for "did you mean"

struct Settings {
  std::filesystem::path path;     // in the project
  std::string content;            // commented
  std::vector<std::string> next;  // what to type then, in that order
};

// `linker` is what rustc finds by that name: "ld.lld" or "rust-lld".
Settings settings_of(SettingsFor system, const TargetChoice& target, const std::string& linker);

}  // namespace ashore::build
