// SPDX-License-Identifier: Apache-2.0
// A session over the user's own OpenSSH: their configuration, agent, ProxyJump and known_hosts;
// host keys are always checked. One multiplexed connection, so a password is asked once and later
// commands start at once.
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "ashore/host/host.h"
#include "ashore/remote/session.h"

namespace ashore::remote {

struct SshDestination {
  std::string name;  // as the user typed it, for messages
  std::string
      destination;  // what ssh is given: "root@192.168.1.1", or a Host of the configuration below
  std::filesystem::path configuration;  // -F; empty: the user's own
};

// `sockets` is a private directory for the connection's control socket; a Unix socket's path is at
// most 104 bytes. A destination that starts with '-' is refused (ErrorKind::usage) before ssh sees
// it.
Expected<std::unique_ptr<Session>> connect(const SshDestination& destination, host::Host& host,
                                           const std::filesystem::path& sockets);

}  // namespace ashore::remote
