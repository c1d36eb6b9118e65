// SPDX-License-Identifier: Apache-2.0
// Asks a device what it is: one script, one ssh round trip, framed sections; what it does not say
// stays missing.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "ashore/base/expected.h"
#include "ashore/base/reporter.h"
#include "ashore/device/facts.h"
#include "ashore/remote/session.h"

namespace ashore::probe {

// The script as it is sent; also for devices without ssh (`probe --print-script`).
std::string_view script();

// Runs the script and returns its raw answer, the transcript.
Expected<std::string> collect(remote::Session& session);

// What a transcript says. Pure and total: hostile or empty text gives facts with less in them; the
// one error (ErrorKind::device) is that not even the machine can be told. `desk_time` is when the
// answer was taken.
Expected<DeviceFacts> interpret(std::string_view transcript,
                                std::chrono::system_clock::time_point desk_time);

// A transcript with serial numbers, MACs, host names and addresses removed, fit to be shared.
std::string shareable(std::string_view transcript);

// collect, interpret, and the session's identity.
Expected<DeviceFacts> probe(remote::Session& session, Reporter& reporter);

}  // namespace ashore::probe
