// SPDX-License-Identifier: Apache-2.0
// What ssh's last words mean, and what to try.
#pragma once

#include <string>
#include <string_view>

#include "ashore/base/expected.h"

namespace ashore::remote {

// Where ssh really goes, as `ssh -G` says; for hints.
struct Endpoint {
  std::string name;         // what the user typed
  std::string destination;  // what ssh was given: the Host for ~/.ssh/config
  std::string host;         // empty where it is not known
  std::string port;
};

// The lines of a log or of stderr of ssh, debug lines among them, as an error of kind network (or
// config where the user's ssh configuration is broken).
Error explain_ssh(const Endpoint& endpoint, std::string_view text);

// The fingerprint that "Server host key: TYPE SHA256:..." of ssh's log names; the last one, since a
// jump host's may stand before it. Empty if there is none.
std::string host_key_fingerprint(std::string_view log);

}  // namespace ashore::remote
