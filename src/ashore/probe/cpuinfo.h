// SPDX-License-Identifier: Apache-2.0
// /proc/cpuinfo: lines "key : value", in blocks for each core where the kernel is recent.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ashore::probe {

class CpuInfo {
 public:
  explicit CpuInfo(std::string_view text);

  bool empty() const { return lines_.empty(); }
  // The values of that key, one for each line that has it.
  std::vector<std::string_view> values(std::string_view key) const;
  // The first value, or nothing.
  std::string_view value(std::string_view key) const;
  // The words that every line of that key has: what every core has. Missing without such a line.
  std::optional<std::set<std::string>> common_words(std::string_view key) const;

 private:
  std::vector<std::pair<std::string_view, std::string_view>> lines_;
};

}  // namespace ashore::probe
