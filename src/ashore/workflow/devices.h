// SPDX-License-Identifier: Apache-2.0
// From the word that a user types for a device to a session on it and what we know about it.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "ashore/base/expected.h"
#include "ashore/device/facts.h"
#include "ashore/remote/session.h"
#include "ashore/workflow/surroundings.h"

namespace ashore::workflow {

// A device that answers, and its facts.
struct Reached {
  std::unique_ptr<remote::Session> session;
  DeviceFacts facts;
  // From an earlier probe: what may have changed since (free room above all) is no reason to
  // refuse.
  bool remembered = false;
};

// A session on `lab:NAME` (started if need be), a saved device, or an ssh destination.
Expected<std::unique_ptr<remote::Session>> open_session(std::string_view device,
                                                        const Surroundings& around);

// A session and the facts that belong to its host key: remembered ones, or those of a probe now.
Expected<Reached> reach(std::string_view device, const Surroundings& around);

// Probes now and remembers the facts under the host key.
Expected<DeviceFacts> probe_anew(remote::Session& session, const Surroundings& around);

// Keeps a destination under a name for `--on NAME`. A name is letters, digits, '-', '_' and '.'.
Expected<void> save_device(std::string_view name, std::string_view destination,
                           const Surroundings& around);

struct SavedDevice {
  std::string name, destination;
};
std::vector<SavedDevice> saved_devices(const Surroundings& around);

}  // namespace ashore::workflow
