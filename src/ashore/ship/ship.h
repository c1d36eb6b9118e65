// SPDX-License-Identifier: Apache-2.0
// Puts a cleared file on a device so that at any moment, power cuts included, the old file or the
// new one is there, whole. Needs sh and cat there; whatever more there is makes it surer or faster.
#pragma once

#include <optional>
#include <string>

#include "ashore/base/expected.h"
#include "ashore/base/reporter.h"
#include "ashore/delivery/cleared.h"
#include "ashore/delivery/shipment.h"
#include "ashore/device/facts.h"
#include "ashore/remote/session.h"

namespace ashore::ship {

struct Request {
  std::optional<std::string> to;   // an absolute path on the device; without: our own place there
  bool overwrite_foreign = false;  // replace a file that ashore did not put there (--force)
};

// Where the file goes: `to`, or <best place>/ashore/<name>. ErrorKind::device where no place is
// writable, executable and roomy enough, with what was found.
Expected<std::string> remote_path(const std::string& name, std::uint64_t size,
                                  const DeviceFacts& device, const Request& request);

// Sends what is not there yet; the device's digest of the result is asserted before the rename.
// `device_changed` is set where uname, hwcap or board differ from the facts: nothing was sent then
// and the caller probes anew.
Expected<Shipment> ship(const Cleared& cleared, const DeviceFacts& device, remote::Session& session,
                        const Request& request, bool& device_changed, Reporter& reporter);

}  // namespace ashore::ship
