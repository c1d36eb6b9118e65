// SPDX-License-Identifier: Apache-2.0
// Which C library the device has: its loaders and the names of its libraries.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "ashore/base/evidence.h"
#include "ashore/device/facts.h"
#include "ashore/elf/elf.h"
#include "ashore/probe/transcript.h"

namespace ashore::probe {

// Loaders that were listed, and the one that the device's own program names.
std::vector<Fact<Loader>> loaders_of(const Transcript& transcript,
                                     const std::optional<ElfFacts>& program);

// Whether at least one directory of libraries could be read, and what was in them.
bool libraries_listed(const Transcript& transcript);
std::set<std::string> libraries_of(const Transcript& transcript);

}  // namespace ashore::probe
