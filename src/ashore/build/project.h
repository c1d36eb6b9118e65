// SPDX-License-Identifier: Apache-2.0
// What the user means by a project: a directory with a Cargo.toml.
#pragma once

#include <filesystem>

#include "ashore/base/expected.h"

namespace ashore::build {

// The directory where cargo is to run, absolute; ErrorKind::usage with a hint if it is none.
Expected<std::filesystem::path> project_directory(const std::filesystem::path& given);

}  // namespace ashore::build
