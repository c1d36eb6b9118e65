// SPDX-License-Identifier: Apache-2.0
// The device's own libraries and loaders as they were read from it: what a dynamic program is held
// against.
#pragma once

#include <map>
#include <memory>
#include <string>

namespace ashore {

// By their path on the device, with their bytes. A path that was asked for and is not there holds
// nullptr; one that was never asked for is not in the map. No bytes: only whether it is there was
// asked.
using LibraryFiles = std::map<std::string, std::shared_ptr<const std::string>, std::less<>>;

}  // namespace ashore
