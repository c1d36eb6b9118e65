// SPDX-License-Identifier: Apache-2.0
#include "ashore/probe/cpuinfo.h"

#include <algorithm>
#include <utility>

#include "ashore/base/text.h"

namespace ashore::probe {

namespace {

constexpr std::size_t most_lines = 20000;  // 512 cores of 28 lines are 14,336

std::set<std::string> set_of_words(std::string_view text) {
  std::set<std::string> all;
  for (std::string_view word : words(text)) all.emplace(word);
  return all;
}

// A mail or a terminal wraps long lines; the rest of one has no colon.
bool is_list(std::string_view key) { return key == "Features" || key == "flags"; }
bool begins_blank(std::string_view line) { return line.front() == ' ' || line.front() == '\t'; }

}  // namespace

CpuInfo::CpuInfo(std::string_view text) {
  std::size_t block = 0;
  while (!text.empty() && lines_.size() < most_lines) {
    std::size_t end = text.find('\n');
    std::string_view line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    std::size_t colon = line.find(':');
    if (colon != std::string_view::npos) {
      std::string_view value = trimmed(line.substr(colon + 1));
      // Also an empty one has its place in the text: what follows may be the rest of it.
      if (value.empty()) value = line.substr(colon + 1, 0);
      lines_.push_back({trimmed(line.substr(0, colon)), value, block});
      continue;
    }
    if (lines_.empty()) continue;
    bool within_block = lines_.back().block == block;
    if (trimmed(line).empty()) {
      if (within_block) ++block;
    } else if (is_list(lines_.back().key) || (within_block && begins_blank(line))) {
      std::string_view& value = lines_.back().value;
      std::string_view more = trimmed(line);
      // Both are of one text, so the value grows over the end of its line, a blank among blanks.
      value = trimmed(std::string_view(value.begin(), more.end()));
      lines_.back().wrapped = true;
    }
  }
}

bool CpuInfo::has(std::string_view key) const {
  return std::ranges::any_of(lines_, [&](const Line& line) { return line.key == key; });
}

std::vector<std::string_view> CpuInfo::values(std::string_view key) const {
  std::vector<std::string_view> found;
  for (const Line& line : lines_) {
    if (line.key == key) found.push_back(line.value);
  }
  return found;
}

std::string_view CpuInfo::value(std::string_view key) const {
  for (const Line& line : lines_) {
    if (line.key == key) return line.value;
  }
  return {};
}

std::optional<std::set<std::string>> CpuInfo::common_words(std::string_view key) const {
  std::optional<std::set<std::string>> common;
  std::string_view last;
  for (std::string_view value : values(key)) {
    // Cores are mostly alike, and there may be hundreds of them.
    if (common && value == last) continue;
    last = value;
    std::set<std::string> here = set_of_words(value);
    if (!common) {
      common = std::move(here);
    } else {
      std::erase_if(*common, [&](const std::string& word) { return !here.contains(word); });
    }
  }
  return common;
}

bool CpuInfo::told_of_every_core(std::string_view key) const {
  struct Count {
    std::size_t cores = 0, told = 0;
  };
  std::vector<Count> blocks;
  for (const Line& line : lines_) {
    if (line.block >= blocks.size()) blocks.resize(line.block + 1);
    if (line.key == "processor") ++blocks[line.block].cores;
    if (line.key == key) ++blocks[line.block].told;
  }
  // Old kernels say it once for all cores, in a block of its own.
  bool one_by_one = std::ranges::any_of(
      blocks, [](const Count& block) { return block.cores > 0 && block.told > 0; });
  bool all =
      std::ranges::all_of(blocks, [](const Count& block) { return block.told >= block.cores; });
  return has(key) && (all || !one_by_one);
}

bool CpuInfo::breaks_off_in(std::string_view key) const {
  if (!lines_.empty() && lines_.back().key == key) return true;
  return std::ranges::any_of(lines_,
                             [&](const Line& line) { return line.wrapped && line.key == key; });
}

std::vector<CpuInfo::Part> CpuInfo::parts() const {
  std::vector<Part> parts;
  std::string_view implementer;
  std::size_t block = 0;
  for (const Line& line : lines_) {
    if (line.block != block) implementer = {};
    block = line.block;
    // Both spellings have been in kernels.
    if (line.key == "CPU implementer" || line.key == "CPU implementor") implementer = line.value;
    if (line.key != "CPU part") continue;
    bool again = !parts.empty() && parts.back().implementer == implementer &&
                 parts.back().part == line.value;
    if (!again) parts.push_back({implementer, line.value});
  }
  return parts;
}

}  // namespace ashore::probe
