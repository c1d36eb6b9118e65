// SPDX-License-Identifier: Apache-2.0
// The kernel's headers for programs (<linux/...>, <asm/...>), from the distribution's packages.
#pragma once

#include <filesystem>
#include <string_view>
#include <vector>

#include "ashore/base/expected.h"
#include "ashore/base/reporter.h"
#include "ashore/host/host.h"
#include "ashore/packages/packages.h"
#include "ashore/store/store.h"
#include "ashore/target/triple.h"

namespace ashore::provision {

// Where Debian and its descendants have the headers of one of the kernel's architectures.
struct HeaderPackage {
  packages::Package package;
  std::string_view asm_directory;  // with the package's asm/ in it
};

// In the order in which they are tried: which of them exists differs between releases.
std::vector<HeaderPackage> header_packages(Arch arch);

// A directory to search for includes, with linux/, asm/ and asm-generic/ of the target's
// architecture in it: a finished entry of the store. ErrorKind::toolchain where the distribution
// has none for that architecture; those of another would compile, and be wrong.
Expected<std::filesystem::path> kernel_headers(const Triple& triple, host::Host& host,
                                               const store::Store& store, Reporter& reporter);

}  // namespace ashore::provision
