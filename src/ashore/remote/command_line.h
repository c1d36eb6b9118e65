// SPDX-License-Identifier: Apache-2.0
// A script and its arguments as the one line that ssh carries to the user's shell on the device.
#pragma once

#include <cstddef>
#include <string>

#include "ashore/remote/session.h"

namespace ashore::remote {

// dropbear ends the whole connection at a command of more than 9000 bytes (MAX_CMD_LEN of its
// chansession.h; measured).
inline constexpr std::size_t longest_command = 8900;

// Does the user's shell on the device read a script as a POSIX shell does?
enum class LoginShell { unknown, posix };

// A POSIX login shell runs the script itself; any other starts `sh`, which costs a program start.
std::string command_line(const Script& script, LoginShell shell);

// What tells the two apart: a command, and what it says in a POSIX shell. (csh and fish stumble
// over the assignment, zsh over the words.)
inline constexpr std::string_view shell_question =
    "ashore_x='a b'; set -- $ashore_x c; echo \"ashore $#\"";
inline constexpr std::string_view posix_answer = "ashore 3";

// The same for a script that comes through stdin, before a line that is `end`, and what is to be
// sent there.
std::string reading_command_line(const std::string& end, LoginShell shell);
std::string input_for_reading(const Script& script, const std::string& end);

}  // namespace ashore::remote
