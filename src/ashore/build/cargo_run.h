// SPDX-License-Identifier: Apache-2.0
// Runs cargo as the user would: its words go to our stderr, its messages come to us.
#pragma once

#include <string>
#include <vector>

#include "ashore/base/expected.h"
#include "ashore/build/cargo_messages.h"
#include "ashore/host/process.h"

namespace ashore::build {

// The programs that were made, in the order in which they were finished. `project` is its name, for
// the error.
Expected<std::vector<BuiltProgram>>
run_cargo(const host::Command& command, const std::string& project, host::ProcessRunner& processes);

}  // namespace ashore::build
