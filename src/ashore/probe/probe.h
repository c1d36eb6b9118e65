// SPDX-License-Identifier: Apache-2.0
// Asks a device what it is: one script, one ssh round trip, framed sections; what it does not say
// stays missing.
#pragma once

#include <string>
#include <string_view>

#include "ashore/base/expected.h"
#include "ashore/base/reporter.h"
#include "ashore/device/facts.h"
#include "ashore/probe/interpret.h"
#include "ashore/remote/session.h"

namespace ashore::probe {

// The script as it is sent; also for devices without ssh (`probe --print-script`).
std::string_view script();

// Runs the script and returns its raw answer, the transcript.
Expected<std::string> collect(remote::Session& session);

// collect, interpret, and the session's identity.
Expected<DeviceFacts> probe(remote::Session& session, Reporter& reporter);

}  // namespace ashore::probe
