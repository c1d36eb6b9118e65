// SPDX-License-Identifier: Apache-2.0
// The programs of this computer that virtual devices need.
#pragma once

#include <filesystem>
#include <string>

#include "ashore/base/expected.h"
#include "ashore/host/host.h"
#include "ashore/lab/description.h"

namespace ashore::lab {

struct Tools {
  std::filesystem::path emulator, clang, linker, mke2fs, ssh_keygen;
};

// All of them, or one error that says in one line what to install.
Expected<Tools> tools_for(const Description& device, host::Host& host);

}  // namespace ashore::lab
