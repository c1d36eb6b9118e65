// SPDX-License-Identifier: Apache-2.0
// The loader and the libraries of a dynamic program, as if they were a device's own.
#pragma once

#include <filesystem>
#include <string_view>

#include "ashore/device/facts.h"
#include "ashore/device/library_files.h"

namespace ashore::verdicts {

// What verify wants to read for the program, found in `root` by its path on the device.
LibraryFiles libraries_of(std::string_view program, const std::filesystem::path& root);

// The device has them.
void add_libraries(DeviceFacts& facts, const LibraryFiles& libraries);

}  // namespace ashore::verdicts
