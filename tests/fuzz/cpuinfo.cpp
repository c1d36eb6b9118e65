// SPDX-License-Identifier: Apache-2.0
// What somebody pasted: the first line is for `uname`, the rest for /proc/cpuinfo.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "ashore/probe/interpret.h"
#include "check_facts.h"

namespace {

using ashore::fuzz::require;

void require_same_machine(const ashore::Machine& a, const ashore::Machine& b) {
  require(a.arch == b.arch && a.endian == b.endian && a.abi == b.abi);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  std::string_view text(reinterpret_cast<const char*>(bytes), size);
  std::size_t end = std::min(text.find('\n'), text.size());
  std::string_view uname = text.substr(0, end);
  std::string_view cpuinfo = text.substr(std::min(end + 1, text.size()));
  ashore::Expected<ashore::DeviceFacts> facts = ashore::probe::interpret_cpuinfo(cpuinfo, uname);
  if (!facts) {
    require(!facts.error().message().empty() && !facts.error().hints().empty());
    ashore::fuzz::require_fit_for_a_terminal(facts.error().message());
    return 0;
  }
  ashore::fuzz::require_harmless(*facts);
  // The same text once more, in other blocks, is the same machine.
  std::string twice(cpuinfo);
  twice += "\n\n";
  twice += cpuinfo;
  ashore::Expected<ashore::DeviceFacts> both = ashore::probe::interpret_cpuinfo(twice, uname);
  require(both.has_value());
  require_same_machine(both->machine.value, facts->machine.value);
  return 0;
}
