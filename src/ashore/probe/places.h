// SPDX-License-Identifier: Apache-2.0
// Where on the device a program could be put: mounts, free room, and what survives a reboot.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "ashore/base/evidence.h"
#include "ashore/device/facts.h"
#include "ashore/probe/transcript.h"

namespace ashore::probe {

// Best first: an executable tmpfs spares the flash, then flash and disks, then what cannot execute.
std::vector<Fact<WritablePlace>> places_of(const Transcript& transcript,
                                           std::optional<std::uint64_t> memory_available);

}  // namespace ashore::probe
