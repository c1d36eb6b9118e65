// SPDX-License-Identifier: Apache-2.0
// The executables of a CMake project, by CMake's file API: a question is a file in the build
// directory, the answer is JSON beside it. Source: cmake-file-api(7), "codemodel" version 2.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "ashore/base/expected.h"

namespace ashore::build {

struct CmakeProgram {
  std::string name;            // the target's
  std::filesystem::path path;  // absolute; there once it is built
  bool is_installed = false;   // `cmake --install` would take it along
  bool operator==(const CmakeProgram&) const = default;
};

// Before configuring.
Expected<void> ask_for_targets(const std::filesystem::path& build_directory);

// After it. `build_type`: of a generator with several, the one to look at; where there is none of
// that name, the first.
Expected<std::vector<CmakeProgram>> programs_of(const std::filesystem::path& build_directory,
                                                const std::string& build_type);

}  // namespace ashore::build
