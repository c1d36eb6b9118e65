// SPDX-License-Identifier: Apache-2.0
// Our hand on a program that runs on a device: a second channel of the connection, over which
// signals go, and whose end tells the device that nobody waits any more.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "ashore/base/expected.h"
#include "ashore/host/process.h"
#include "ashore/remote/session.h"

namespace ashore::run {

// A second channel costs a slow device as much as a short program does, so it is opened only for a
// program that takes its time, for a signal, or because we are gone: then a process that we left
// standing by here opens it, and the device ends the program.
class Guard {
 public:
  // `run` marks the program's processes there: the value of ASHORE_RUN in their environment.
  static Expected<Guard> post(remote::Session& session, const std::string& run);

  // The program's process there, or the shell that waits for it.
  enum class Whose { program, shell };
  void watch(std::uint64_t process, Whose whose) {
    process_ = process;
    whose_ = whose;
  }
  // Opens the channel, if it is not open yet.
  void open();
  bool is_open() const { return is_open_; }
  // "INT", "TERM", "HUP" or "KILL" for the program and all that it started.
  void send(const std::string& signal);
  // The program has ended by itself: nothing is to be killed.
  void release();
  // Whether the program runs is not known any more: the guard ends it, also after we are gone.
  void abandon();
  // After release(): until the guard has left the device; not for long.
  void wait();

 private:
  explicit Guard(std::unique_ptr<host::ChildProcess> child) : child_(std::move(child)) {}
  void say(const std::string& line);

  std::unique_ptr<host::ChildProcess> child_;
  std::uint64_t process_ = 0;  // 0: not known
  Whose whose_ = Whose::program;
  bool is_open_ = false;
};

}  // namespace ashore::run
