// SPDX-License-Identifier: Apache-2.0
// Virtual devices on QEMU, as faithful to real routers as QEMU can be, handed out as ordinary ssh
// destinations.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "ashore/base/expected.h"
#include "ashore/base/reporter.h"
#include "ashore/host/host.h"
#include "ashore/remote/ssh.h"
#include "ashore/store/store.h"

namespace ashore::lab {

struct Device {
  std::string name;         // "r7000"
  std::string description;  // "Netgear R7000: Cortex-A9 without FPU, Linux 2.6.36"
  bool built = false;       // its image and snapshot are in the store
  bool running = false;
  int port = 0;  // on 127.0.0.1, while it runs
};

// All described devices, by name. The descriptions (data/lab/*.toml) are embedded.
Expected<std::vector<Device>> list(const store::Store& store);

// Makes sure that the device runs and answers ssh: from its snapshot if there is one, else built
// and booted, which fetches packages once. An unknown name is a usage error with "did you mean".
Expected<remote::SshDestination> up(std::string_view name, host::Host& host,
                                    const store::Store& store, Reporter& reporter);

// Cuts the power. What the device wrote to its flash and synced is there when it is started again.
// Not running is no error.
Expected<void> down(std::string_view name, host::Host& host, const store::Store& store);

// Cuts the power and empties the flash, as a factory reset does.
Expected<void> reset(std::string_view name, host::Host& host, const store::Store& store);

}  // namespace ashore::lab
