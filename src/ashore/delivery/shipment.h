// SPDX-License-Identifier: Apache-2.0
// What is on the device now, and what it cost to get it there.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "ashore/base/digest.h"
#include "ashore/base/exit_status.h"

namespace ashore {

struct Shipment {
  std::string remote_path;
  Digest digest;                 // asserted on the device before the rename
  std::uint64_t bytes_sent = 0;  // over the link; 0: it was there already
};

struct RunOutcome {
  ExitStatus status;
  std::chrono::milliseconds elapsed{};
};

}  // namespace ashore
