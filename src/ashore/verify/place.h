// SPDX-License-Identifier: Apache-2.0
// Which of the device's known places a directory lies in.
#pragma once

#include "ashore/device/facts.h"

namespace ashore::verify {

// The deepest place that holds the directory, or nullptr if none of the known ones does.
const Fact<WritablePlace>* place_of(const DeviceFacts& device, std::string_view directory);

}  // namespace ashore::verify
