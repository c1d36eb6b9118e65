// SPDX-License-Identifier: Apache-2.0
#include "ashore/probe/arm_cores.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string_view>

#include "ashore/base/text.h"

namespace ashore::probe {

namespace {

std::optional<unsigned> hex_number(std::string_view text) {
  if (!text.starts_with("0x")) return std::nullopt;
  std::optional<std::uint64_t> number = parse_unsigned(text.substr(2), 16);
  if (!number || *number > 0xffff) return std::nullopt;
  return static_cast<unsigned>(*number);
}

}  // namespace

std::vector<const catalogue::ArmCore*> arm_cores_of(const CpuInfo& cpuinfo) {
  std::vector<const catalogue::ArmCore*> cores;
  for (const CpuInfo::Part& line : cpuinfo.parts()) {
    std::optional<unsigned> implementer = hex_number(line.implementer);
    std::optional<unsigned> part = hex_number(line.part);
    if (!implementer || !part) continue;
    const catalogue::ArmCore* core = catalogue::find_arm_core(*implementer, *part);
    if (core != nullptr && std::ranges::find(cores, core) == cores.end()) cores.push_back(core);
  }
  return cores;
}

std::string part_text(const catalogue::ArmCore& core) {
  return fmt::format("CPU implementer {:#x}, CPU part {:#x}: {}", core.implementer, core.part,
                     core.name);
}

}  // namespace ashore::probe
