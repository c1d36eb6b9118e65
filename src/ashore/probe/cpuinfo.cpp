// SPDX-License-Identifier: Apache-2.0
#include "ashore/probe/cpuinfo.h"

#include <algorithm>
#include <iterator>

#include "ashore/base/text.h"

namespace ashore::probe {

namespace {

constexpr std::size_t most_lines = 20000;  // 512 cores of 28 lines are 14,336

}  // namespace

CpuInfo::CpuInfo(std::string_view text) {
  for (std::string_view line : lines(text)) {
    std::size_t colon = line.find(':');
    if (colon == std::string_view::npos) continue;
    if (lines_.size() == most_lines) break;
    lines_.emplace_back(trimmed(line.substr(0, colon)), trimmed(line.substr(colon + 1)));
  }
}

std::vector<std::string_view> CpuInfo::values(std::string_view key) const {
  std::vector<std::string_view> found;
  for (const auto& [name, value] : lines_) {
    if (name == key) found.push_back(value);
  }
  return found;
}

std::string_view CpuInfo::value(std::string_view key) const {
  for (const auto& [name, value] : lines_) {
    if (name == key) return value;
  }
  return {};
}

std::optional<std::set<std::string>> CpuInfo::common_words(std::string_view key) const {
  std::optional<std::set<std::string>> common;
  for (std::string_view value : values(key)) {
    std::set<std::string> here;
    for (std::string_view word : words(value)) here.emplace(word);
    if (!common) {
      common = std::move(here);
      continue;
    }
    std::set<std::string> both;
    std::ranges::set_intersection(*common, here, std::inserter(both, both.end()));
    common = std::move(both);
  }
  return common;
}

}  // namespace ashore::probe
