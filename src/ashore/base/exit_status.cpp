// SPDX-License-Identifier: Apache-2.0
#include "ashore/base/exit_status.h"

#include <array>
#include <cstddef>
#include <string_view>

namespace ashore {

namespace {

using SignalNames = std::array<std::string_view, 32>;  // index is the number

// include/uapi/asm-generic/signal.h
constexpr SignalNames common_names = {
    "",          "SIGHUP",  "SIGINT",    "SIGQUIT", "SIGILL",   "SIGTRAP", "SIGABRT", "SIGBUS",
    "SIGFPE",    "SIGKILL", "SIGUSR1",   "SIGSEGV", "SIGUSR2",  "SIGPIPE", "SIGALRM", "SIGTERM",
    "SIGSTKFLT", "SIGCHLD", "SIGCONT",   "SIGSTOP", "SIGTSTP",  "SIGTTIN", "SIGTTOU", "SIGURG",
    "SIGXCPU",   "SIGXFSZ", "SIGVTALRM", "SIGPROF", "SIGWINCH", "SIGIO",   "SIGPWR",  "SIGSYS"};

// arch/mips/include/uapi/asm/signal.h
constexpr SignalNames mips_names = {
    "",        "SIGHUP",  "SIGINT",  "SIGQUIT", "SIGILL",    "SIGTRAP", "SIGABRT", "SIGEMT",
    "SIGFPE",  "SIGKILL", "SIGBUS",  "SIGSEGV", "SIGSYS",    "SIGPIPE", "SIGALRM", "SIGTERM",
    "SIGUSR1", "SIGUSR2", "SIGCHLD", "SIGPWR",  "SIGWINCH",  "SIGURG",  "SIGIO",   "SIGSTOP",
    "SIGTSTP", "SIGCONT", "SIGTTIN", "SIGTTOU", "SIGVTALRM", "SIGPROF", "SIGXCPU", "SIGXFSZ"};

}  // namespace

int shell_status(const ExitStatus& status) {
  if (const Exited* exited = std::get_if<Exited>(&status)) return exited->code;
  return 128 + std::get<Signaled>(status).signal;
}

std::string to_string(const ExitStatus& status) {
  if (const Exited* exited = std::get_if<Exited>(&status))
    return "exit status " + std::to_string(exited->code);
  const Signaled& signaled = std::get<Signaled>(status);
  std::string known = signal_name(signaled);
  if (!known.starts_with("SIG")) return known;
  return "signal " + known + " (" + std::to_string(signaled.signal) + ")";
}

std::string signal_name(const Signaled& signaled) {
  const SignalNames& names = signaled.numbers == SignalNumbers::mips ? mips_names : common_names;
  if (signaled.signal > 0 && static_cast<std::size_t>(signaled.signal) < names.size()) {
    return std::string(names[static_cast<std::size_t>(signaled.signal)]);
  }
  return "signal " + std::to_string(signaled.signal);
}

std::string signal_name(int signal) { return signal_name(Signaled{signal}); }

}  // namespace ashore
