// SPDX-License-Identifier: Apache-2.0
// A file of a project's own site, by curl or wget, whichever is here.
#pragma once

#include <filesystem>
#include <string>

#include "ashore/base/digest.h"
#include "ashore/base/expected.h"
#include "ashore/base/reporter.h"
#include "ashore/host/host.h"

namespace ashore::provision {

// Fetches `url` to `goal`. ErrorKind::toolchain where neither program is here, they fail, or the
// file is not the one with this digest; then nothing is left at `goal`.
Expected<void> fetch_upstream(const std::string& url, const Digest& digest,
                              const std::filesystem::path& goal, host::Host& host,
                              Reporter& reporter);

}  // namespace ashore::provision
