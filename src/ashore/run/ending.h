// SPDX-License-Identifier: Apache-2.0
// From what a shell says about its child to how the child ended.
#pragma once

#include <optional>
#include <string_view>

#include "ashore/base/exit_status.h"

namespace ashore::run {

// `said`: the words of an "ended" frame of run.sh: "3", "Illegal instruction 132". `interrupted`:
// the program was told SIGINT during the run; shells are silent about that signal and about
// SIGPIPE, and so is an exit with the same number.
std::optional<ExitStatus> ending_of(std::string_view said, bool interrupted,
                                    SignalNumbers numbers = SignalNumbers::common);

}  // namespace ashore::run
