// SPDX-License-Identifier: Apache-2.0
// /proc/cpuinfo: lines "key : value", in blocks for each core where the kernel is recent.
#pragma once

#include <cstddef>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace ashore::probe {

class CpuInfo {
 public:
  explicit CpuInfo(std::string_view text);

  bool empty() const { return lines_.empty(); }
  bool has(std::string_view key) const;
  // The values of that key, one for each line that has it.
  std::vector<std::string_view> values(std::string_view key) const;
  // The first value, or nothing.
  std::string_view value(std::string_view key) const;
  // The words that every line of that key has: what every core has. Missing without such a line.
  std::optional<std::set<std::string>> common_words(std::string_view key) const;
  // Whether all cores say it: not if one block has such a line and another core's has none.
  bool told_of_every_core(std::string_view key) const;
  // Whether words of that key's value may be lost or in two: it is the last of the text, or was
  // wrapped.
  bool breaks_off_in(std::string_view key) const;

  // What the kernel prints of each core: who made it, and which it is.
  struct Part {
    std::string_view implementer, part;
  };
  std::vector<Part> parts() const;

 private:
  struct Line {
    std::string_view key, value;
    std::size_t block = 0;  // blank lines are between blocks
    bool wrapped = false;   // the value goes on in the next line
  };
  std::vector<Line> lines_;
};

}  // namespace ashore::probe
