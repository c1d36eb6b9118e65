// SPDX-License-Identifier: Apache-2.0
// From a project and a target to programs: what the desktop lacks is provided, and the project's
// own build system does the rest.
#pragma once

#include <vector>

#include "ashore/base/expected.h"
#include "ashore/build/build.h"
#include "ashore/target/choice.h"
#include "ashore/workflow/surroundings.h"

namespace ashore::workflow {

Expected<std::vector<Artifact>> build_for(const build::Request& request, const TargetChoice& target,
                                          const Surroundings& around);

}  // namespace ashore::workflow
