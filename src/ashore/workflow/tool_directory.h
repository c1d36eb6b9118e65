// SPDX-License-Identifier: Apache-2.0
// A directory for PATH in which the cross tools of one target have the names that build systems
// look for, and the variables that point build systems there.
#pragma once

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "ashore/base/expected.h"
#include "ashore/target/triple.h"
#include "ashore/workflow/surroundings.h"

namespace ashore::workflow {

struct ToolDirectory {
  std::filesystem::path path;
  // In the order in which they are best read; PATH is not among them.
  std::vector<std::pair<std::string, std::string>> variables;
};

// Made once for a target; its names are links to ashore itself.
Expected<ToolDirectory> tool_directory(const Triple& triple, const Surroundings& around);

}  // namespace ashore::workflow
