// SPDX-License-Identifier: Apache-2.0
// Will this file run on that device? Pure: bytes and facts in, a verdict out. One file a check,
// worst finding first. A verdict that says "runs" and is wrong is the worst bug that this project
// can have: what is not known is cannot_tell.
#pragma once

#include <cstddef>
#include <span>
#include <string>

#include "ashore/delivery/verdict.h"
#include "ashore/device/facts.h"

namespace ashore::verify {

// Where the file would be put; some checks ask for room and noexec there.
struct Destination {
  std::string directory;  // empty: not decided, any place will do
};

Verdict verify(std::span<const std::byte> file, const DeviceFacts& device,
               const Destination& destination);

}  // namespace ashore::verify
