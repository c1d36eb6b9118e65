// SPDX-License-Identifier: Apache-2.0
// What this computer has to build with. Plain data; `provision::survey` fills it.
#pragma once

#include <filesystem>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "ashore/base/version.h"

namespace ashore {

// One Rust installation: a cargo and a rustc that belong together.
struct RustInstallation {
  std::filesystem::path cargo, rustc;
  std::string version;  // "1.96.0 (...)", as rustc -V prints it after the name
  Version number;
  std::string host;  // "x86_64-unknown-linux-gnu"
  std::filesystem::path sysroot;
  std::set<std::string> std_targets;  // targets whose std is installed
  // `rustc --print target-list`; empty: not asked.
  std::set<std::string> known_targets;
  std::optional<std::filesystem::path>
      library_source;  // lib/rustlib/src/rust/library, with vendor/ inside
  bool managed_by_rustup = false;
  std::optional<std::filesystem::path> rust_lld;  // lib/rustlib/<host>/bin/rust-lld
};

struct DeskFacts {
  std::vector<RustInstallation> rust;  // in PATH order: the user's choice first
  std::optional<std::filesystem::path> rustup;
  std::optional<std::filesystem::path> lld;        // ld.lld
  std::vector<std::filesystem::path> gnu_linkers;  // <prefix>-ld on PATH
  std::optional<std::filesystem::path> cc, clang;
  bool has_apt = false;
};

}  // namespace ashore
