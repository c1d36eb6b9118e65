// SPDX-License-Identifier: Apache-2.0
#include "ashore/build/cargo_run.h"

#include <poll.h>
#include <signal.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <memory>
#include <system_error>
#include <variant>

#include "ashore/host/interrupt.h"

namespace ashore::build {

namespace {

// Gives all of the child's stdout to the reader; its stderr is ours.
Expected<ExitStatus> watch(host::ChildProcess& child, MessageReader& reader) {
  std::array<char, 65536> buffer{};
  while (true) {
    std::array<pollfd, 2> waiting = {
        {{child.stdout_fd().get(), POLLIN, 0}, {host::interrupt_fd(), POLLIN, 0}}};
    if (::poll(waiting.data(), waiting.size(), -1) < 0) {
      if (errno == EINTR) continue;
      return failure(ErrorKind::host, "poll failed: " + std::generic_category().message(errno));
    }
    if (waiting[1].revents != 0) {
      child.signal(SIGTERM);
      TRY(child.wait());
      return failure(ErrorKind::cancelled, "interrupted while cargo was building");
    }
    ssize_t got = ::read(child.stdout_fd().get(), buffer.data(), buffer.size());
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return child.wait();
    reader.add({buffer.data(), static_cast<std::size_t>(got)});
  }
}

// Ctrl-C reaches cargo as well as us, and cargo may be the faster one to end.
bool was_interrupted(const ExitStatus& status) {
  const Signaled* signaled = std::get_if<Signaled>(&status);
  return signaled != nullptr &&
         (signaled->signal == SIGINT || signaled->signal == SIGTERM || signaled->signal == SIGHUP);
}

}  // namespace

Expected<std::vector<BuiltProgram>> run_cargo(const host::Command& command,
                                              const std::string& project,
                                              host::ProcessRunner& processes) {
  MessageReader reader;
  TRY_ASSIGN(
      std::unique_ptr<host::ChildProcess> child,
      processes.start(command, {host::Stream::null, host::Stream::pipe, host::Stream::inherit}));
  TRY_ASSIGN(ExitStatus status, watch(*child, reader));
  if (was_interrupted(status)) {
    return failure(ErrorKind::cancelled, "interrupted while cargo was building");
  }
  if (!succeeded(status)) {
    return failure(ErrorKind::build,
                   "cargo could not build `" + project + "`: " + to_string(status));
  }
  return reader.programs();
}

}  // namespace ashore::build
