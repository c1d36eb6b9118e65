// SPDX-License-Identifier: Apache-2.0
// A cargo project with the crate `ring` 0.16, whose assembly looks at the CPU as it runs. The
// crates are Debian's: cargo's own registry is not everywhere at hand.
#pragma once

#include <filesystem>
#include <string>

#include "ashore/base/reporter.h"
#include "ashore/host/host.h"
#include "ashore/store/store.h"
#include "table.h"

namespace ashore::verdicts {

// Writes what cargo needs beside the manifest, and returns what is to be added to that.
Expected<std::string> add_ring(const std::filesystem::path& project, host::Host& host,
                               const store::Store& store, Reporter& reporter);

// How the crate's C code is compiled: with musl's headers of the tree `root`.
void set_c_compiler(host::Command& command, const Program& program,
                    const std::filesystem::path& root);

}  // namespace ashore::verdicts
