// SPDX-License-Identifier: Apache-2.0
#include "ashore/provision/rustc_answers.h"

#include "ashore/base/text.h"

namespace ashore::provision {

std::optional<RustcVersion> read_rustc_version(std::string_view answer) {
  constexpr std::string_view title = "rustc ";
  constexpr std::string_view host_line = "host: ";
  RustcVersion result;
  for (std::string_view line : lines(answer)) {
    if (result.version.empty() && line.starts_with(title)) {
      result.version = trimmed(line.substr(title.size()));
    }
    if (line.starts_with(host_line)) result.host = trimmed(line.substr(host_line.size()));
  }
  std::optional<Version> number = parse_version(result.version);
  if (!number || result.host.empty()) return std::nullopt;
  result.number = *number;
  return result;
}

std::set<std::string> read_target_list(std::string_view answer) {
  constexpr std::string_view letters =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.";
  std::set<std::string> targets;
  for (std::string_view line : lines(answer)) {
    std::string_view name = trimmed(line);
    bool is_name = name.find('-') != std::string_view::npos &&
                   name.find_first_not_of(letters) == std::string_view::npos;
    if (is_name) targets.emplace(name);
  }
  return targets;
}

bool lists_emulation(std::string_view answer, std::string_view emulation) {
  for (std::string_view line : lines(answer)) {
    if (trimmed(line) == emulation) return !emulation.empty();
  }
  return false;
}

}  // namespace ashore::provision
