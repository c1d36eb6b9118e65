// SPDX-License-Identifier: Apache-2.0
// Builds a cargo project for a target without changing a file of it.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "ashore/base/expected.h"
#include "ashore/base/reporter.h"
#include "ashore/delivery/artifact.h"
#include "ashore/host/host.h"
#include "ashore/store/store.h"
#include "ashore/toolchain/toolchain.h"

namespace ashore::build {

struct Request {
  std::filesystem::path project;       // a directory with a Cargo.toml, or the file itself
  std::optional<std::string> package;  // -p
  std::vector<std::string> bins;       // --bin
  std::vector<std::string> examples;   // --example
  std::optional<std::string> profile;  // --profile; "release" for --release
  std::vector<std::string> features;   // --features
  bool all_features = false;
  bool no_default_features = false;
  bool locked = false, offline = false;
  bool keep_debug = false;  // ship debug sections too
  // Of several programs build `default-run` only, if the package has one and nothing else was asked
  // for, as `cargo run` does; false: build all, as `cargo build` does.
  bool default_run = true;
};

// The programs that cargo made, in the order of its metadata. Compiler output passes through to our
// stderr untouched. A project that does not build is ErrorKind::build; a directory without a
// Cargo.toml and a package without a program are ErrorKind::usage with a hint.
//
// Nothing is written into the project. What is built lies in the store, under state/build/, in one
// directory for each workspace and in it one for each target with its toolchain's arguments, so
// that neither plain cargo nor another device makes anything compile again. A Cargo.lock that was
// not there before is kept there too, and put back for the time of the next build; one that is out
// of date is brought up to date in its place, as `cargo build` does (`locked` forbids it). Debug
// sections lie in state/debug/.build-id/, where gdb's `debug-file-directory` finds them.
Expected<std::vector<Artifact>> cargo(const Request& request, const Toolchain& toolchain,
                                      host::Host& host, const store::Store& store,
                                      Reporter& reporter);

// What the program does when cargo calls it as rustc's wrapper: chains to the user's own wrapper
// and adds the toolchain's arguments to crates of the target only. argv is cargo's, from the rustc
// path on. Never returns on success (exec); the error is for stderr.
Expected<void> become_rustc(std::vector<std::string> argv,
                            const std::map<std::string, std::string>& environment);

}  // namespace ashore::build
