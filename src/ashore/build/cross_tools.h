// SPDX-License-Identifier: Apache-2.0
// The cross tools of a target as build systems are told of them: variables and settings files.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ashore/target/machine.h"

namespace ashore::build {

struct CrossTools {
  std::string target;  // Rust's name
  Machine machine;
  std::filesystem::path directory;  // the tools by names with the target in front, for PATH
  // Where libraries that the user builds for the target are installed, and found again.
  std::filesystem::path prefix;
  std::vector<std::string> floor;  // what another compiler would have to be told: GCC's flags
  // What the device has, where that is less than the target's name promises: "mips32".
  std::string baseline;
};

// A tool by its usual name: "gcc" is <directory>/<target>-gcc.
std::filesystem::path tool(const CrossTools& tools, std::string_view name);

// The settings files beside the tools.
std::filesystem::path cmake_toolchain_file(const CrossTools& tools);
std::filesystem::path meson_cross_file(const CrossTools& tools);

// Their content. Programs are this computer's, everything else the target's. Without a directory
// they name the tools as PATH has them, and nothing of this computer: to be kept in a project.
std::string cmake_toolchain(const CrossTools& tools);
std::string meson_cross(const CrossTools& tools);

using Variables = std::vector<std::pair<std::string, std::string>>;

// For a shell or a build that is all for the target: CC, AR, CMAKE_TOOLCHAIN_FILE, ... in the order
// in which they are best read; PATH, to which `directory` comes first, is not among them.
// `data_directories` is the user's XDG_DATA_DIRS.
Variables build_variables(const CrossTools& tools, std::string_view data_directories);

// For cargo, whose build scripts run here and compile for the target: each name carries the target,
// so that what is for this computer stays so. `environment` is the user's; what is set there stays,
// by whichever of its names. `bindgen` are libclang's arguments; empty: nobody will ask.
std::map<std::string, std::string>
crate_variables(const CrossTools& tools, const std::map<std::string, std::string>& environment,
                const std::string& bindgen);

}  // namespace ashore::build
