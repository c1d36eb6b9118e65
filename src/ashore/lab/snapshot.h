// SPDX-License-Identifier: Apache-2.0
// A booted device, stopped at the moment it was ready: its memory as a file and the rest of the
// machine as another. Restoring copies on write, so one snapshot serves any number of devices.
#pragma once

#include <filesystem>

#include "ashore/base/expected.h"
#include "ashore/base/reporter.h"
#include "ashore/host/host.h"
#include "ashore/lab/description.h"
#include "ashore/lab/image.h"
#include "ashore/lab/power.h"
#include "ashore/store/store.h"

namespace ashore::lab {

// The snapshot's entry in the store; boots the image once if there is none.
Expected<std::filesystem::path> snapshot_of(const Description& device, const Image& image,
                                            const Tools& tools, host::Host& host,
                                            const store::Store& store, Reporter& reporter);

// Starts the device in `directory`, which links to image and snapshot and holds the flash, and
// returns when its ssh server answers.
Expected<PoweredMachine> restored(const Description& device, const Tools& tools,
                                  const std::filesystem::path& directory, int port,
                                  host::Host& host);

}  // namespace ashore::lab
