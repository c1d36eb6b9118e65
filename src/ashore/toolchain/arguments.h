// SPDX-License-Identifier: Apache-2.0
// What rustc must be told so that a crate of the target is compiled and linked without a C
// compiler.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "ashore/target/choice.h"

namespace ashore {

// The two families of linkers that rustc can drive by itself.
enum class LinkerKind { lld, gnu_ld };

// A linker for a target.
struct Linker {
  std::filesystem::path path;
  LinkerKind kind = LinkerKind::lld;
  std::string name;  // for people: "ld.lld", "rust-lld", "arm-linux-gnueabihf-ld"
  bool operator==(const Linker&) const = default;
};

// For every crate of the target. They come after the user's own flags, so that a linker set for
// another toolchain loses. An empty sysroot leaves rustc its own.
std::vector<std::string> rustc_arguments(const TargetChoice& target, const Linker& linker,
                                         const std::filesystem::path& sysroot);

}  // namespace ashore
