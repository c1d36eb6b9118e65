// SPDX-License-Identifier: Apache-2.0
// What is shared is a transcript still, and sharing it again removes nothing more.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "ashore/probe/interpret.h"
#include "check_facts.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  std::string_view text(reinterpret_cast<const char*>(bytes), size);
  std::string shared = ashore::probe::shareable(text);
  ashore::fuzz::require(ashore::probe::shareable(shared) == shared);
  return 0;
}
