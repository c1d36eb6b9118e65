// SPDX-License-Identifier: Apache-2.0
// Runs a build tool as the user would: whatever it says goes to our stderr, since stdout is for our
// own answer.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "ashore/base/expected.h"
#include "ashore/build/cross_tools.h"
#include "ashore/host/host.h"

namespace ashore::build {

// The command in a directory and in the environment of the cross tools.
host::Command tool_command(std::vector<std::string> argv, const std::filesystem::path& directory,
                           const CrossTools& tools, const host::Host& host);

// Has compilers make each function a section of its own and for size, and linkers drop what nobody
// uses: by the variables that build systems read, after what the user set there.
void ask_for_size(host::Command& command, const CrossTools& tools, const host::Host& host);

// ErrorKind::build where it ends with another status than 0; `what` says which step of which
// project it was.
Expected<void> run_build_tool(const host::Command& command, const std::string& what,
                              host::ProcessRunner& processes);

}  // namespace ashore::build
