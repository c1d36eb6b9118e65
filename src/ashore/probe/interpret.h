// SPDX-License-Identifier: Apache-2.0
// From what a device answered to facts. Pure: no session, no clock, no files.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "ashore/base/expected.h"
#include "ashore/device/facts.h"

namespace ashore::probe {

// What a transcript says. Pure and total: hostile or empty text gives facts with less in them; the
// one error (ErrorKind::device) is that not even the machine can be told. `desk_time` is when the
// answer was taken.
Expected<DeviceFacts> interpret(std::string_view transcript,
                                std::chrono::system_clock::time_point desk_time);

// What a pasted /proc/cpuinfo says, and what `uname -a` or `uname -m` printed there (may be empty).
// Pure and total. ErrorKind::bad_input: that is no cpuinfo; ErrorKind::device: it does not tell the
// machine, most often the byte order of a MIPS, and what would.
Expected<DeviceFacts> interpret_cpuinfo(std::string_view cpuinfo, std::string_view uname);

// A transcript with serial numbers, MACs, host names and addresses removed, fit to be shared.
std::string shareable(std::string_view transcript);

}  // namespace ashore::probe
