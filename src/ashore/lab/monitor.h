// SPDX-License-Identifier: Apache-2.0
// QEMU's monitor protocol (QMP), as much of it as snapshots need.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <string_view>

#include "ashore/base/expected.h"
#include "ashore/lab/line_socket.h"

namespace ashore::lab {

class Monitor {
 public:
  static Expected<Monitor> connect(const std::filesystem::path& directory, Deadline deadline,
                                   const std::function<bool()>& alive);

  // Runs a command with its arguments as JSON; gives back the text "status" of the answer, if it
  // has one.
  Expected<std::string> execute(std::string_view command, std::string_view arguments = "{}");

  // Asks `query` until its status is one of two; false if it became the second one.
  Expected<bool> await_status(std::string_view query, std::string_view good, std::string_view bad);

  // Writes the stopped machine's state, all but its memory, to a file beside the sockets.
  Expected<void> save(std::string_view file);

  // Reads it again, in a machine that was started to wait for it, and lets that go on.
  Expected<void> load(std::string_view file);

 private:
  Monitor(LineSocket socket, Deadline deadline) : socket_(std::move(socket)), deadline_(deadline) {}
  Expected<void> leave_memory_out();
  LineSocket socket_;
  Deadline deadline_;
};

}  // namespace ashore::lab
