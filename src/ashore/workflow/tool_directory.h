// SPDX-License-Identifier: Apache-2.0
// A directory for PATH in which the cross tools of one target have the names that build systems
// look for, with the settings files that point CMake and Meson there.
#pragma once

#include "ashore/base/expected.h"
#include "ashore/build/cross_tools.h"
#include "ashore/target/triple.h"
#include "ashore/workflow/surroundings.h"

namespace ashore::workflow {

// Made once for a target; its names are links to ashore itself.
Expected<build::CrossTools> tool_directory(const Triple& triple, const Surroundings& around);

}  // namespace ashore::workflow
