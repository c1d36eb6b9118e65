// SPDX-License-Identifier: Apache-2.0
// The cross tools as build systems know them: `cc`, `c++`, `ar` and their like for one target. What
// a link needs of libc is compiled when it is asked for.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "ashore/base/expected.h"
#include "ashore/target/choice.h"
#include "ashore/toolchain/tool_name.h"
#include "ashore/workflow/shared_libc.h"
#include "ashore/workflow/surroundings.h"

namespace ashore::workflow {

struct ToolCall {
  Tool tool = Tool::cc;
  TargetChoice choice;
  std::vector<std::string> words;  // as GCC or binutils would be given them
  bool is_strict = false;  // an option that would leave the floor is an error, not a warning
  // What programs are linked with; absent: musl, which becomes part of them.
  std::optional<SharedLibc> libc = {};
};

// What the tool said, beyond what it wrote to our own streams, and its exit status.
struct ToolAnswer {
  int status = 0;
  std::string out, err;
};

Expected<ToolAnswer> call_tool(const ToolCall& call, const Surroundings& around);

}  // namespace ashore::workflow
