// SPDX-License-Identifier: Apache-2.0
// The emulator's command line for a device: planned here, run elsewhere.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "ashore/lab/description.h"

namespace ashore::lab {

enum class PowerOn { boot, restore };

// Names below are relative to the directory in which the emulator runs, which spares them all
// quoting.
namespace place {
inline constexpr const char* image = "image";        // link to the image's entry in the store
inline constexpr const char* snapshot = "snapshot";  // link to the snapshot's
inline constexpr const char* flash = "flash.img";
inline constexpr const char* monitor = "qmp";      // socket
inline constexpr const char* console = "console";  // socket
inline constexpr const char* console_log = "console.log";
inline constexpr const char* emulator_log = "qemu.log";
inline constexpr const char* memory = "memory";  // in the snapshot
inline constexpr const char* state = "state";    // in the snapshot
}  // namespace place

// Boots the image with its memory in the file `memory`, or restores the snapshot with its memory
// copied on write. ssh is on 127.0.0.1:`port`; nothing else of the world is reachable.
std::vector<std::string> machine_arguments(const Description& device,
                                           const std::filesystem::path& emulator, PowerOn power,
                                           int port);

}  // namespace ashore::lab
