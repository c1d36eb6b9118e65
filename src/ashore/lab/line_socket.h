// SPDX-License-Identifier: Apache-2.0
// Lines over a Unix socket of the emulator: its monitor, and the device's console.
#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>

#include "ashore/base/expected.h"
#include "ashore/host/fd.h"

namespace ashore::lab {

using Deadline = std::chrono::steady_clock::time_point;

// The user's Ctrl-C as an error, if it came.
Expected<void> check_interrupt();

// Waits a moment for something that can only be asked again; ends early when interrupted.
Expected<void> short_pause(std::chrono::milliseconds time);

class LineSocket {
 public:
  // Tries until the emulator listens. `alive` tells when that is no longer to be hoped for.
  static Expected<LineSocket> connect(const std::filesystem::path& directory, std::string_view name,
                                      Deadline deadline, const std::function<bool()>& alive);

  Expected<void> send(std::string_view line);

  // Without its end. A closed socket, the deadline and an interrupt are errors.
  Expected<std::string> next_line(Deadline deadline);

 private:
  explicit LineSocket(host::Fd fd) : fd_(std::move(fd)) {}
  host::Fd fd_;
  std::string pending_;
};

// The device's ssh server greets on 127.0.0.1:port before the deadline.
Expected<void> await_ssh(int port, Deadline deadline, const std::function<bool()>& alive);

// A port of 127.0.0.1 that is free now: `wanted` if that one is, else any.
Expected<int> free_port(int wanted);

// Somebody listens there. Asked without a connection, which would wake the device.
bool in_use(int port);

}  // namespace ashore::lab
