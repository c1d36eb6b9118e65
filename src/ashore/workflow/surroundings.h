// SPDX-License-Identifier: Apache-2.0
// What every workflow acts in: this computer, the store, where the user's devices are kept, and who
// is told.
#pragma once

#include <filesystem>

#include "ashore/base/reporter.h"
#include "ashore/host/host.h"
#include "ashore/store/store.h"

namespace ashore::workflow {

struct Surroundings {
  host::Host& host;
  const store::Store& store;
  std::filesystem::path configuration;  // $XDG_CONFIG_HOME/ashore: saved devices
  Reporter& reporter;
};

}  // namespace ashore::workflow
