// SPDX-License-Identifier: Apache-2.0
#include "ashore/choose/ruling.h"

#include <fmt/format.h>

#include <array>
#include <iterator>
#include <utility>

namespace ashore::choose {

namespace {

Ruling page_rule(const RustTarget&, const DeviceFacts& device) {
  // What lld and GNU ld align segments to by default wherever pages may be larger than 4 KB.
  constexpr std::uint64_t largest = 65536;
  Ruling ruling;
  if (!device.page_size || device.page_size->value <= 4096) return ruling;
  std::uint64_t kilobytes = device.page_size->value / 1024;
  if (device.page_size->value <= largest) {
    ruling.reasons.push_back(
        fmt::format("pages of {} KB: programs are linked for pages of up to 64 KB", kilobytes));
  } else {
    ruling.warnings.push_back(fmt::format(
        "pages of {} KB: link with `-z max-page-size={}`, linkers take 64 KB for the most",
        kilobytes, device.page_size->value));
  }
  return ruling;
}

void append(std::vector<std::string>& all, std::vector<std::string>& more) {
  all.insert(all.end(), std::move_iterator(more.begin()), std::move_iterator(more.end()));
}

}  // namespace

Ruling no(std::string reason) { return {Fit::no, std::move(reason), {}, {}, false, false}; }

Ruling cannot_tell(std::string reason) {
  return {Fit::cannot_tell, std::move(reason), {}, {}, false, false};
}

Ruling core_rule(const RustTarget& target, const DeviceFacts& device) {
  switch (device.machine.value.arch) {
  case Arch::arm: return arm_rule(target, device);
  case Arch::mips:
  case Arch::mips64: return mips_rule(target, device);
  case Arch::powerpc:
  case Arch::powerpc64: return powerpc_rule(target, device);
  default: return other_rule(target, device);
  }
}

Ruling ruling(const RustTarget& target, const DeviceFacts& device) {
  Ruling all = machine_rule(target, device);
  // The other rules would speak of another architecture's cores.
  if (all.fit != Fit::yes) return all;
  for (auto* rule : {core_rule, libc_rule, page_rule}) {
    Ruling one = rule(target, device);
    if (one.fit > all.fit) {
      all.fit = one.fit;
      all.reason = std::move(one.reason);
    }
    append(all.reasons, one.reasons);
    append(all.warnings, one.warnings);
    all.own_std = all.own_std || one.own_std;
    all.emulated_fpu = all.emulated_fpu || one.emulated_fpu;
  }
  return all;
}

bool has(const DeviceFacts& device, std::string_view feature) {
  return device.features && device.features->value.names.contains(std::string(feature));
}

std::string_view source_of_features(const DeviceFacts& device) {
  return device.features ? std::string_view(device.features->evidence.source) : std::string_view();
}

std::string_view baseline_of(const DeviceFacts& device) {
  return device.baseline ? std::string_view(device.baseline->value) : std::string_view();
}

std::string baseline_reason(const DeviceFacts& device) {
  return fmt::format("{} ({})", device.baseline->value, device.baseline->evidence.text);
}

std::string machine_reason(const DeviceFacts& device) {
  return fmt::format("{} ({}: {})", to_string(device.machine.value), device.machine.evidence.source,
                     device.machine.evidence.text);
}

int arm_level(std::string_view baseline) {
  struct Row {
    std::string_view beginning;
    int level;
  };
  // Longest first where one begins another.
  constexpr std::array rows = {Row{"armv9", 9},  Row{"armv8", 8},   Row{"armv7", 7},
                               Row{"armv6", 6},  Row{"armv5te", 5}, Row{"armv5", 4},
                               Row{"armv4t", 3}, Row{"armv4", 2}};
  // The profiles of microcontrollers and real-time cores, "armv7-m", "armv8-r": another world.
  for (std::string_view profile : {"-m", "-r"}) {
    if (baseline.find(profile) != std::string_view::npos) return 0;
  }
  for (const Row& row : rows) {
    if (baseline.starts_with(row.beginning)) return row.level;
  }
  return 0;
}

}  // namespace ashore::choose
