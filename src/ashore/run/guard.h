// SPDX-License-Identifier: Apache-2.0
// Our hand on a program that runs on a device: a second channel of the connection, over which
// signals go, and whose end tells the device that nobody waits any more.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "ashore/base/expected.h"
#include "ashore/host/process.h"
#include "ashore/remote/session.h"

namespace ashore::run {

class Guard {
 public:
  // `run` marks the program's processes there: the value of ASHORE_RUN in their environment.
  static Expected<Guard> post(remote::Session& session, const std::string& run);

  // A line of guard.sh: "INT", "TERM", "HUP" or "KILL" for the program and all that it started, or
  // "program PID".
  void send(const std::string& line);
  // The program has ended by itself: nothing is to be killed.
  void release();
  // After release(): until the guard has left the device; not for long.
  void wait();

 private:
  explicit Guard(std::unique_ptr<host::ChildProcess> child) : child_(std::move(child)) {}
  std::unique_ptr<host::ChildProcess> child_;
};

}  // namespace ashore::run
