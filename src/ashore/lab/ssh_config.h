// SPDX-License-Identifier: Apache-2.0
// The ssh configuration and known_hosts that lead to a virtual device, and to nothing else.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace ashore::lab {

struct SshRoute {
  std::string device;  // "r7000"
  int port = 0;
  std::filesystem::path identity;
  std::filesystem::path known_hosts;
};

// "ashore-lab-r7000": the Host of the configuration, and the name under which its key is known.
std::string ssh_host(std::string_view device);

// The whole file. The host key is checked strictly: we made it ourselves.
std::string ssh_config(const SshRoute& route);

// A line of known_hosts for that device.
std::string known_hosts(std::string_view device, std::string_view host_public);

}  // namespace ashore::lab
