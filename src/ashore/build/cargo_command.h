// SPDX-License-Identifier: Apache-2.0
// The cargo commands that a request stands for, planned and not yet run.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "ashore/base/expected.h"
#include "ashore/build/build.h"
#include "ashore/host/process.h"
#include "ashore/toolchain/toolchain.h"

namespace ashore::build {

// Where one build happens.
struct Workshop {
  std::filesystem::path directory;  // the project's, where cargo runs and looks for its settings
  std::filesystem::path target_directory;
  std::filesystem::path wrapper;           // our program under the name of rustc's wrapper
  std::string user_wrapper;                // what it calls in turn; empty: rustc itself
  std::optional<std::string> only_binary;  // default-run, where it decides
};

// The profile that is built: the one asked for, and release where size alone was.
std::string profile_of(const Request& request);

// `cargo build` with messages in JSON on stdout and compiler output on stderr.
Expected<host::Command> cargo_command(const Request& request, const Toolchain& toolchain,
                                      const Workshop& workshop);

// `cargo metadata` without dependencies: what the project has. Touches neither network nor files.
host::Command metadata_command(const Toolchain& toolchain, const std::filesystem::path& directory);

}  // namespace ashore::build
