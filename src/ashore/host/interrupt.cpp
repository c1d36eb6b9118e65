// SPDX-License-Identifier: Apache-2.0
#include "ashore/host/interrupt.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <cerrno>
#include <initializer_list>

#include "ashore/base/assert.h"

namespace ashore::host {

namespace {

// A signal handler has no other way to be reached than through a global; it holds nothing but the
// pipe.
int pipe_ends[2] = {-1, -1};

extern "C" void note_signal(int number) {
  int saved = errno;
  char byte = static_cast<char>(number);
  // A full pipe means that thousands of signals wait already; one more tells nothing new.
  [[maybe_unused]] ssize_t ignored = ::write(pipe_ends[1], &byte, 1);
  errno = saved;
}

}  // namespace

void catch_interrupts() {
  ASHORE_ASSERT(pipe_ends[0] < 0, "main calls this once");
  ASHORE_ASSERT(::pipe(pipe_ends) == 0, "a new process can open a pipe");
  for (int end : pipe_ends) {
    ::fcntl(end, F_SETFD, FD_CLOEXEC);
    ::fcntl(end, F_SETFL, O_NONBLOCK);
  }
  struct sigaction action = {};
  action.sa_handler = note_signal;
  action.sa_flags = SA_RESTART;
  for (int number : {SIGINT, SIGTERM, SIGHUP}) {
    // A program started with a signal ignored (nohup) keeps ignoring it.
    struct sigaction before = {};
    ::sigaction(number, nullptr, &before);
    if (before.sa_handler != SIG_IGN) ::sigaction(number, &action, nullptr);
  }
  ::signal(SIGPIPE, SIG_IGN);
}

int interrupt_fd() { return pipe_ends[0]; }

int take_interrupt() {
  char byte = 0;
  if (pipe_ends[0] < 0 || ::read(pipe_ends[0], &byte, 1) != 1) return 0;
  return byte;
}

}  // namespace ashore::host
