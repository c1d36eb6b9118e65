// SPDX-License-Identifier: Apache-2.0
// Debian's libraries for another architecture: unpacked, in one tree, and how a compiler is told.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "ashore/base/reporter.h"
#include "ashore/host/host.h"
#include "ashore/store/store.h"
#include "table.h"

namespace ashore::verdicts {

// Debian's name: "armel" of "arm-linux-gnueabi".
std::string debian_architecture(const Program& program);

// All packages that the matrix wants of that architecture in one directory, links made relative.
Expected<std::filesystem::path> merged_root(const std::string& architecture, host::Host& host,
                                            const store::Store& store, Reporter& reporter);

std::vector<std::string> glibc_flags(const std::filesystem::path& root, const Program& program);

// What stands before the source, and after it.
struct MuslFlags {
  std::vector<std::string> before, after;
};
MuslFlags musl_flags(const std::filesystem::path& root, const Program& program);

}  // namespace ashore::verdicts
