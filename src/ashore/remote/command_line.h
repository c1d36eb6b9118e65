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

std::string command_line(const Script& script);

// The same for a script that comes through stdin, before a line that is `end`, and what is to be
// sent there.
std::string reading_command_line(const std::string& end);
std::string input_for_reading(const Script& script, const std::string& end);

}  // namespace ashore::remote
