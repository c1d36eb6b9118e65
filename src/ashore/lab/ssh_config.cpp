// SPDX-License-Identifier: Apache-2.0
#include "ashore/lab/ssh_config.h"

#include <fmt/format.h>

namespace ashore::lab {
namespace {

// ssh expands % in file names, and reads words between quotes as one.
std::string quoted(const std::filesystem::path& path) {
  std::string result = "\"";
  for (char c : path.string()) {
    if (c == '%') result += '%';
    result += c;
  }
  return result + "\"";
}

}  // namespace

std::string ssh_host(std::string_view device) { return fmt::format("ashore-lab-{}", device); }

std::string ssh_config(const SshRoute& route) {
  return fmt::format(R"(Host {0}
  HostName 127.0.0.1
  Port {1}
  User root
  HostKeyAlias {0}
  UserKnownHostsFile {2}
  GlobalKnownHostsFile /dev/null
  StrictHostKeyChecking yes
  HostKeyAlgorithms ssh-ed25519
  IdentityFile {3}
  IdentitiesOnly yes
  IdentityAgent none
  PreferredAuthentications publickey
  BatchMode yes
)",
                     ssh_host(route.device), route.port, quoted(route.known_hosts),
                     quoted(route.identity));
}

std::string known_hosts(std::string_view device, std::string_view host_public) {
  return fmt::format("{} {}\n", ssh_host(device), host_public);
}

}  // namespace ashore::lab
