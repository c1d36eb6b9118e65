// SPDX-License-Identifier: Apache-2.0
// How a program ended. A value, not an error: it becomes an Error only where somebody required
// success.
#pragma once

#include <string>
#include <variant>

namespace ashore {

struct Exited {
  int code = 0;
  bool operator==(const Exited&) const = default;
};

// How a machine's Linux counts its signals: MIPS has an order of its own from 7 on.
enum class SignalNumbers { common, mips };

struct Signaled {
  int signal = 0;  // Linux's number on the machine where it happened
  SignalNumbers numbers = SignalNumbers::common;
  bool operator==(const Signaled&) const = default;
};

using ExitStatus = std::variant<Exited, Signaled>;

inline bool succeeded(const ExitStatus& status) { return status == ExitStatus(Exited{0}); }

// What a shell says: the code, or 128 + signal.
int shell_status(const ExitStatus& status);

// "exit status 3", "signal SIGILL (4)".
std::string to_string(const ExitStatus& status);

// "SIGILL"; "signal 62" where the number has no name.
std::string signal_name(const Signaled& signaled);
// The same for a number as all architectures but MIPS count.
std::string signal_name(int signal);

}  // namespace ashore
