// SPDX-License-Identifier: Apache-2.0
// The read-only root of a device: busybox with the router's applets only, an ssh server and its
// libraries out of sight, and scripts of ours.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "ashore/base/expected.h"
#include "ashore/host/host.h"
#include "ashore/lab/description.h"
#include "ashore/lab/keys.h"
#include "ashore/lab/tools.h"

namespace ashore::lab {

// Changes whenever root or image would be built differently from the same parts.
inline constexpr int builder_version = 2;

struct RootParts {
  std::filesystem::path kernel;                 // the unpacked kernel package
  std::vector<std::filesystem::path> userland;  // unpacked packages: busybox, dropbear, libraries
};

// The packages that `RootParts::userland` must hold, by Debian's names.
std::vector<std::string> userland_packages();

// Everything of ours that goes in, for the image's key.
std::string root_recipe();

// The root as an archive for the kernel. `work` is for temporary files.
Expected<std::string> root_archive(const Description& device, const Keys& keys,
                                   const RootParts& parts, const Tools& tools,
                                   const std::filesystem::path& work, host::Host& host);

}  // namespace ashore::lab
