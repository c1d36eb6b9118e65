// SPDX-License-Identifier: Apache-2.0
// A directory for PATH in which the cross tools of one target have the names that build systems
// look for, with the settings files that point CMake and Meson there.
#pragma once

#include "ashore/base/expected.h"
#include "ashore/build/cross_tools.h"
#include "ashore/target/choice.h"
#include "ashore/workflow/surroundings.h"

namespace ashore::workflow {

// What the tools are held to: what the target's name promises, since names are all that they are
// called by. A MIPS of the first revision has less, and the tools are told by ASHORE_FLOOR.
Expected<TargetChoice> floor_of_tools(const TargetChoice& target);

// Made once for a target; its names are links to ashore itself.
Expected<build::CrossTools> tool_directory(const TargetChoice& target, const Surroundings& around);

}  // namespace ashore::workflow
