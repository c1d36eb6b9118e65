// SPDX-License-Identifier: Apache-2.0
// The device's own loader and libraries, as far as a program would load them: read once, and kept
// on this computer under the device's identity.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "ashore/base/expected.h"
#include "ashore/device/facts.h"
#include "ashore/device/library_files.h"
#include "ashore/remote/session.h"
#include "ashore/workflow/surroundings.h"

namespace ashore::workflow {

// What is kept of this very device with this very firmware. Empty: nothing, or nobody knows which
// device it is.
LibraryFiles kept_libraries(const DeviceFacts& facts, const Surroundings& around);

// What the program would load there: what is kept and still looks the same there (inode, size, time
// of change), and what the device is asked for beyond it. A program without a loader needs none,
// and the device is not asked; of a script it is asked whether its interpreter is there.
// `directory`: where the program will be. Without a session: what is kept. What could not be read
// is missing and told as a detail.
LibraryFiles libraries_for(std::string_view program, const std::string& directory,
                           const DeviceFacts& facts, remote::Session* session,
                           const Surroundings& around);

// What is kept of a device's libraries is kept under this name: another firmware, or a probe that
// found others, has another.
std::string place_of_libraries(const DeviceFacts& facts);

// Of each group the first file that is there, in one round trip, with those that are not.
Expected<LibraryFiles> read_files(remote::Session& session,
                                  const std::vector<std::vector<std::string>>& groups);

}  // namespace ashore::workflow
