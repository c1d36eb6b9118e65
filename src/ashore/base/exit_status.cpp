// SPDX-License-Identifier: Apache-2.0
#include "ashore/base/exit_status.h"

#include <array>
#include <string_view>

namespace ashore {

namespace {

// include/uapi/asm-generic/signal.h; index is the number.
constexpr std::array<std::string_view, 32> signal_names = {
    "",          "SIGHUP",  "SIGINT",    "SIGQUIT", "SIGILL",   "SIGTRAP", "SIGABRT", "SIGBUS",
    "SIGFPE",    "SIGKILL", "SIGUSR1",   "SIGSEGV", "SIGUSR2",  "SIGPIPE", "SIGALRM", "SIGTERM",
    "SIGSTKFLT", "SIGCHLD", "SIGCONT",   "SIGSTOP", "SIGTSTP",  "SIGTTIN", "SIGTTOU", "SIGURG",
    "SIGXCPU",   "SIGXFSZ", "SIGVTALRM", "SIGPROF", "SIGWINCH", "SIGIO",   "SIGPWR",  "SIGSYS"};

}  // namespace

int shell_status(const ExitStatus& status) {
  if (const Exited* exited = std::get_if<Exited>(&status)) return exited->code;
  return 128 + std::get<Signaled>(status).signal;
}

std::string to_string(const ExitStatus& status) {
  if (const Exited* exited = std::get_if<Exited>(&status))
    return "exit status " + std::to_string(exited->code);
  int signal = std::get<Signaled>(status).signal;
  std::string known = signal_name(signal);
  if (known.starts_with("SIG")) return "signal " + known + " (" + std::to_string(signal) + ")";
  return known;
}

std::string signal_name(int signal) {
  if (signal > 0 && static_cast<std::size_t>(signal) < signal_names.size()) {
    return std::string(signal_names[static_cast<std::size_t>(signal)]);
  }
  return "signal " + std::to_string(signal);
}

}  // namespace ashore
