// SPDX-License-Identifier: Apache-2.0
// How a std is built from its source: the files, the cargo command and what cargo says while it
// works. Nothing here runs anything.
#pragma once

#include <cstddef>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ashore/desk/desk.h"
#include "ashore/host/process.h"
#include "ashore/store/store.h"
#include "ashore/target/choice.h"

namespace ashore::provision {

// The place of one build, and what lies there.
struct StdWorkshop {
  std::filesystem::path directory;
  std::filesystem::path manifest() const { return directory / "Cargo.toml"; }
  std::filesystem::path source() const { return directory / "src/lib.rs"; }
  std::filesystem::path wrapper() const { return directory / "std_rustc.sh"; }
  std::filesystem::path cargo_home() const { return directory / "cargo-home"; }
  std::filesystem::path cargo_config() const { return cargo_home() / "config.toml"; }
  std::filesystem::path target() const { return directory / "target"; }
};

// Names the finished std: everything that decides its content is in the digest.
store::Key std_key(const RustInstallation& rust, const TargetChoice& choice);

// A crate that asks for std and does nothing: cargo builds std only on the way to something.
std::string std_manifest();
// Tells cargo that its registry is the directory of crates that came with std's source.
std::string std_cargo_config(const std::filesystem::path& library_source);

enum class StdStep { count_units, build };

// `environment` is the user's; none of their cargo or Rust settings reach the build.
host::Command std_command(StdStep step, const RustInstallation& rust, const TargetChoice& choice,
                          const StdWorkshop& workshop,
                          const std::map<std::string, std::string>& environment);

// How many units cargo's answer to --unit-graph holds; nothing if it is not one.
std::optional<std::size_t> unit_count(std::string_view unit_graph);

// A unit that cargo finished, from a line of its JSON messages.
struct FinishedUnit {
  std::string crate;
  std::optional<std::filesystem::path> rlib;  // for the target; nothing for build scripts
};
std::optional<FinishedUnit> finished_unit(std::string_view message, const StdWorkshop& workshop,
                                          const std::string& triple);

// The crates without which the result is no std ("core" ...), that are not among the files.
std::vector<std::string> missing_crates(const std::vector<std::filesystem::path>& rlibs);

}  // namespace ashore::provision
