// SPDX-License-Identifier: Apache-2.0
// A device's answer is hostile input: whatever it is, it gives facts that JSON gives back and a
// terminal can bear, or an error.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "ashore/probe/interpret.h"
#include "check_facts.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  std::string_view text(reinterpret_cast<const char*>(bytes), size);
  ashore::Expected<ashore::DeviceFacts> facts = ashore::probe::interpret(text, {});
  if (!facts) return 0;
  ashore::fuzz::require_harmless(*facts);
  // JSON costs fifty times as much as all the rest, and what it can stumble over is in the text
  // of facts, which is checked above each time; so every sixteenth input goes through it.
  unsigned sum = 0;
  for (std::size_t i = 0; i < size; ++i) sum = sum * 31 + bytes[i];
  if (sum % 16 == 0) ashore::fuzz::require_readable_again(*facts);
  return 0;
}
