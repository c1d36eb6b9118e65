// SPDX-License-Identifier: Apache-2.0
// Runs a shipped program as if it were local: streams apart, stdin, signals, and its exact status.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "ashore/base/expected.h"
#include "ashore/delivery/shipment.h"
#include "ashore/remote/session.h"
#include "ashore/target/machine.h"

namespace ashore::run {

struct Request {
  std::vector<std::string> arguments;              // arrive byte for byte
  std::map<std::string, std::string> environment;  // added to the device's
  std::string directory;                           // on the device; empty: where the session starts
  bool terminal = false;                           // -t: stdout and stderr become one there
};

// What must be true on the device in the round trip that runs, or nothing is run.
struct Expectation {
  std::string remote_path;
  Digest digest;          // of the file there
  std::string signature;  // DeviceFacts::signature; empty: not compared
  // Not compared: how the device counts the signal that may end the program. See signal_numbers.
  SignalNumbers signals = SignalNumbers::common;
};

// How Linux counts signals on that architecture.
SignalNumbers signal_numbers(Arch arch);

enum class NotRun { file_differs, device_differs };

struct Result {
  std::optional<NotRun>
      not_run;  // then `outcome` means nothing: ship, or probe anew, and run again
  RunOutcome outcome;
};

// Our own stdin, stdout and stderr become the program's. SIGINT, SIGTERM and SIGHUP are passed on;
// when this process ends in any way, the program is gone from the device within 2 s (with a dead
// link: when the device's ssh notices).
Expected<Result> run(const Request& request, const Expectation& expected, remote::Session& session);

}  // namespace ashore::run
