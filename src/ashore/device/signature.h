// SPDX-License-Identifier: Apache-2.0
// The line by which a device is known again, and the shell text that reads it there.
#pragma once

#include <string>
#include <string_view>

#include "ashore/base/digest.h"

namespace ashore {

// A fragment of POSIX sh to be put before a device script. `ashore_read_signature` sets
// `$ashore_signature_line` without a fork, `ashore_signature` prints that line.
std::string_view signature_script();

// What `DeviceFacts::signature` keeps of such a line, CR and LF dropped: the line itself, so that a
// shell can compare it; or nothing (never compared) if a shell might not give it back exactly.
std::string signature_of(std::string_view line);

// A short name of a file on a device: what ship leaves there beside the file and run compares,
// since a slow shell reads byte by byte.
std::string shipment_key(const Digest& digest, std::string_view signature);

}  // namespace ashore
