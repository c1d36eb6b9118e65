// SPDX-License-Identifier: Apache-2.0
#include "ashore/host/host.h"

namespace ashore::host {

std::optional<std::filesystem::path> find_program(const Host& host, std::string_view name) {
  std::vector<std::filesystem::path> found = find_programs(name, variable(host, "PATH"));
  if (found.empty()) return std::nullopt;
  return found.front();
}

std::string variable(const Host& host, const std::string& name) {
  auto found = host.environment.find(name);
  return found == host.environment.end() ? std::string() : found->second;
}

}  // namespace ashore::host
