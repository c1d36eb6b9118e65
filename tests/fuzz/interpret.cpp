// SPDX-License-Identifier: Apache-2.0
// A device's answer is hostile input: whatever it is, it gives facts that JSON gives back and a
// terminal can bear, or an error.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "ashore/base/text.h"
#include "ashore/device/json.h"
#include "ashore/device/signature.h"
#include "ashore/probe/interpret.h"

namespace {

void require(bool holds) {
  if (!holds) std::abort();
}

bool fit_for_a_terminal(std::string_view text) {
  return ashore::printable(text, text.size() + 1) == text;
}

void check(const ashore::DeviceFacts& facts) {
  std::string json = ashore::to_json(facts);
  ashore::Expected<ashore::DeviceFacts> again = ashore::parse_device_facts(json);
  require(again.has_value());
  require(ashore::to_json(*again) == json);
  require(ashore::signature_of(facts.signature) == facts.signature);
  for (const std::string& name : facts.libraries) require(fit_for_a_terminal(name));
  for (const ashore::Fact<ashore::WritablePlace>& place : facts.places) {
    require(place.value.path.starts_with('/'));
    require(fit_for_a_terminal(place.value.path));
  }
  if (facts.model) require(fit_for_a_terminal(facts.model->value));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  std::string_view text(reinterpret_cast<const char*>(bytes), size);
  if (ashore::Expected<ashore::DeviceFacts> facts = ashore::probe::interpret(text, {}))
    check(*facts);
  // What is shared is a transcript still, and sharing it again removes nothing more.
  std::string shared = ashore::probe::shareable(text);
  require(ashore::probe::shareable(shared) == shared);
  // Facts come back from files too.
  (void)ashore::parse_device_facts(text).has_value();
  return 0;
}
