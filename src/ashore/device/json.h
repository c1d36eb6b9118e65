// SPDX-License-Identifier: Apache-2.0
// Facts as JSON: what `probe --json` prints and `--facts FILE` and the store read back.
#pragma once

#include <string>
#include <string_view>

#include "ashore/base/expected.h"
#include "ashore/device/facts.h"

namespace ashore {

std::string to_json(const DeviceFacts& facts);
// `bad_input` names the field that is wrong. Unknown fields are ignored, missing ones stay missing.
Expected<DeviceFacts> parse_device_facts(std::string_view json);

}  // namespace ashore
