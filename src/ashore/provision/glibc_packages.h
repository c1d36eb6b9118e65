// SPDX-License-Identifier: Apache-2.0
// The distribution's glibc for a target, unpacked: its headers, and its libraries as far as they
// tell what older ones had.
#pragma once

#include <filesystem>

#include "ashore/base/expected.h"
#include "ashore/base/reporter.h"
#include "ashore/host/host.h"
#include "ashore/store/store.h"
#include "ashore/target/triple.h"

namespace ashore::provision {

// The directory with stdio.h, in the store. ErrorKind::toolchain: the distribution has no glibc for
// such a machine, or cannot be asked.
Expected<std::filesystem::path> glibc_headers(const Triple& triple, host::Host& host,
                                              const store::Store& store, Reporter& reporter);

// A directory in the store with lib/ as on a device.
Expected<std::filesystem::path> glibc_libraries(const Triple& triple, host::Host& host,
                                                const store::Store& store, Reporter& reporter);

}  // namespace ashore::provision
