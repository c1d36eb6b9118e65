// SPDX-License-Identifier: Apache-2.0
// Everything a build needs for one target, as a value: compiler, std, linker, and the flags they
// imply.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "ashore/desk/desk.h"
#include "ashore/target/choice.h"

namespace ashore {

enum class StdOrigin { installed, rustup, built_from_source };

struct Toolchain {
  TargetChoice target;
  RustInstallation rust;
  StdOrigin std_origin = StdOrigin::installed;
  std::filesystem::path sysroot;  // passed as --sysroot; empty: rustc's own has the target's std
  std::filesystem::path linker;   // ld.lld, rust-lld or a GNU ld for the target
  std::vector<std::string>
      rustc_arguments;  // for crates of the target only, after all that the user set
  // For build scripts that compile C for the target: set in cargo's environment.
  std::map<std::string, std::string> variables;
  std::string description;  // "std 1.96.0 built from source, ld.lld"
};

}  // namespace ashore
