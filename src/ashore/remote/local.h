// SPDX-License-Identifier: Apache-2.0
// A session that is a shell on this computer, in a directory of its own: for tests of what runs on
// a device.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "ashore/host/host.h"
#include "ashore/remote/session.h"

namespace ashore::remote {

// `shell` is the argv of the shell, for example {"busybox", "sh"}; HOME and the working directory
// are `directory`.
std::unique_ptr<Session> local_session(host::Host& host, std::filesystem::path directory,
                                       std::vector<std::string> shell);

}  // namespace ashore::remote
