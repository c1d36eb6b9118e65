// SPDX-License-Identifier: Apache-2.0
// Facts come back from files, which a stranger may have written.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "ashore/device/json.h"
#include "check_facts.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  std::string_view text(reinterpret_cast<const char*>(bytes), size);
  if (ashore::Expected<ashore::DeviceFacts> facts = ashore::parse_device_facts(text)) {
    ashore::fuzz::require_harmless(*facts);
    ashore::fuzz::require_readable_again(*facts);
  }
  return 0;
}
