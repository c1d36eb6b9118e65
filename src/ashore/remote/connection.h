// SPDX-License-Identifier: Apache-2.0
// One authenticated ssh connection that many commands share: a master process of OpenSSH, started
// when first needed, found again by later runs of ashore through its socket, gone by itself after
// a minute and a half without work.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "ashore/base/expected.h"
#include "ashore/host/host.h"
#include "ashore/remote/command_line.h"
#include "ashore/remote/explain.h"
#include "ashore/remote/ssh.h"

namespace ashore::remote {

class Connection {
 public:
  static Expected<Connection> create(const SshDestination& destination, host::Host& host,
                                     const std::filesystem::path& sockets);

  // Makes sure that a master answers on the socket. No process is started if one does.
  Expected<void> establish();
  // A connection that this object found, not made, and that no longer answers.
  bool was_found_and_is_dead() const;

  // The host key that the connection's server proved; known once established.
  const std::string& fingerprint() const { return fingerprint_; }
  // Known once established.
  LoginShell login_shell() const { return login_shell_; }
  const Endpoint& endpoint() const { return endpoint_; }
  host::Host& host() const { return *host_; }

  // ssh with our options, up to the destination; the remote command follows.
  std::vector<std::string> client(bool terminal) const;

 private:
  Connection(SshDestination destination, host::Host& host, std::filesystem::path socket);
  std::vector<std::string> ssh() const;
  bool answers() const;
  bool find();
  Expected<std::vector<std::string>> defaults();
  Expected<void> make();
  LoginShell ask_for_shell();

  SshDestination destination_;
  host::Host* host_;
  std::filesystem::path socket_;
  Endpoint endpoint_;
  std::string fingerprint_;
  LoginShell login_shell_ = LoginShell::unknown;
  bool found_ = false;
};

}  // namespace ashore::remote
