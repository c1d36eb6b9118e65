// SPDX-License-Identifier: Apache-2.0
// What a device is booted from: kernel, device tree, read-only root and an empty flash, put
// together once from the distribution's packages and kept in the store.
#pragma once

#include <filesystem>
#include <string>

#include "ashore/base/digest.h"
#include "ashore/base/expected.h"
#include "ashore/base/reporter.h"
#include "ashore/host/host.h"
#include "ashore/lab/description.h"
#include "ashore/lab/keys.h"
#include "ashore/lab/tools.h"
#include "ashore/store/store.h"

namespace ashore::lab {

struct Image {
  std::filesystem::path directory;  // holds kernel, initramfs, flash.img and perhaps device-tree
  std::string release;              // of the kernel: "6.1.0-50-armmp"
  Digest recipe;                    // of everything that decides the content
};

Expected<Image> image_of(const Description& device, const Keys& keys, const Tools& tools,
                         host::Host& host, const store::Store& store, Reporter& reporter);

}  // namespace ashore::lab
