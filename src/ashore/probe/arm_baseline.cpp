// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "ashore/base/text.h"
#include "ashore/probe/arm_cores.h"
#include "ashore/probe/processor.h"

namespace ashore::probe {

namespace {

struct Level {
  std::string baseline;
  // The least that a word such as "v5l" can mean; a core of that family says it exactly.
  std::string_view family;
  Evidence evidence;
};

struct Row {
  std::string_view beginning, baseline, family;
};

// Linux, arch/arm/mm/proc-*.S: what `uname -m` says (armv5tejl) and "CPU architecture" (5TEJ). v6
// may be v6k: the kernel does not tell them apart, so v6 is the least it can mean.
constexpr std::array exact_rows = {
    Row{"v8", "armv8-a", ""},     Row{"v7m", "armv7-m", ""},  Row{"v7", "armv7-a", ""},
    Row{"v6", "armv6", "armv6"},  Row{"v5te", "armv5te", ""}, Row{"v5t", "armv5t", ""},
    Row{"v5", "armv5t", "armv5"}, Row{"v4t", "armv4t", ""},   Row{"v4", "armv4", ""},
};

// The name in "ARM926EJ-S rev 5 (v5l)" says no letters.
constexpr std::array coarse_rows = {
    Row{"v8", "armv8-a", ""},    Row{"v7m", "armv7-m", ""},    Row{"v7", "armv7-a", ""},
    Row{"v6", "armv6", "armv6"}, Row{"v5", "armv5t", "armv5"}, Row{"v4", "armv4", "armv4"},
};

template <std::size_t N> const Row* row_of(const std::array<Row, N>& rows, std::string_view word) {
  for (const Row& row : rows) {
    if (word.starts_with(row.beginning)) return &row;
  }
  return nullptr;
}

constexpr std::array<std::string_view, 9> order = {
    "armv4", "armv4t", "armv5t", "armv5te", "armv6", "armv6k", "armv6kz", "armv7-a", "armv8-a"};

// A core of a higher rank runs the code of a lower one. Nothing for microcontrollers and real-time
// cores, which have ranks of their own.
std::optional<std::ptrdiff_t> rank(std::string_view baseline) {
  auto found = std::ranges::find(order, baseline);
  if (found == order.end()) return std::nullopt;
  return found - order.begin();
}

std::optional<Level> level_of_kernel(const ProcessorAnswers& answers) {
  if (answers.uname_machine.starts_with("arm")) {
    if (const Row* row = row_of(exact_rows, answers.uname_machine.substr(3)))
      return Level{std::string(row->baseline),
                   row->family,
                   {"uname -m", printable(answers.uname_machine, 40)}};
  }
  for (std::string_view key : {"model name", "Processor", "Processor name"}) {
    std::string_view model = answers.cpuinfo.value(key);
    std::size_t open = model.rfind('(');
    if (open == std::string_view::npos) continue;
    if (const Row* row = row_of(coarse_rows, model.substr(open + 1)))
      return Level{
          std::string(row->baseline), row->family, {"/proc/cpuinfo", printable(model, 80)}};
  }
  return std::nullopt;
}

using Words = std::set<std::string>;

bool has_any(const Words& features, std::initializer_list<const char*> words) {
  return std::ranges::any_of(words, [&](const char* word) { return features.contains(word); });
}

// "5TEJ", "7". The last resort, because ARM1176 says 7 here.
std::optional<Level> level_of_architecture(const CpuInfo& cpuinfo, const Words& features) {
  std::string architecture = "v" + lower_case(cpuinfo.value("CPU architecture"));
  const Row* row = row_of(exact_rows, architecture);
  if (row == nullptr) return std::nullopt;
  Level level{std::string(row->baseline),
              row->family,
              {"/proc/cpuinfo", printable("CPU architecture: " + architecture, 60)}};
  bool surely_7 =
      has_any(features, {"neon", "vfpv3", "vfpv4", "idiva", "idivt", "thumbee", "lpae"});
  if (level.baseline == "armv7-a" && !surely_7) level.baseline = "armv6";
  return level;
}

// What the features add to a word of a family, where the core is not known.
void sharpen(const Words& features, Level& level) {
  if (level.family == "armv5" && features.contains("edsp")) level.baseline = "armv5te";
  if (level.family == "armv4" && features.contains("thumb")) level.baseline = "armv4t";
}

}  // namespace

MaybeFact<std::string> arm_baseline(const ProcessorAnswers& answers) {
  std::optional<Level> lowest = level_of_kernel(answers);
  std::vector<const catalogue::ArmCore*> cores = arm_cores_of(answers.cpuinfo);
  if (cores.empty()) {
    Words features = answers.cpuinfo.common_words("Features").value_or(Words{});
    if (!lowest) lowest = level_of_architecture(answers.cpuinfo, features);
    if (lowest) sharpen(features, *lowest);
  }
  for (const catalogue::ArmCore* core : cores) {
    // At the same level the core's name says more than the kernel's word.
    bool sharper = lowest && !lowest->family.empty() && core->baseline.starts_with(lowest->family);
    bool higher = lowest && rank(core->baseline) > rank(lowest->baseline);
    if (lowest && higher && !sharper) continue;
    lowest = Level{std::string(core->baseline), "", {"/proc/cpuinfo", part_text(*core)}};
  }
  if (!lowest) return std::nullopt;
  return Fact<std::string>{lowest->baseline, lowest->evidence};
}

}  // namespace ashore::probe
