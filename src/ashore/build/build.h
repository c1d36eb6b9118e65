// SPDX-License-Identifier: Apache-2.0
// Builds a project for a target: cargo's, CMake's, or anything by a command of the user's.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "ashore/base/expected.h"
#include "ashore/base/reporter.h"
#include "ashore/build/cross_tools.h"
#include "ashore/delivery/artifact.h"
#include "ashore/host/host.h"
#include "ashore/store/store.h"
#include "ashore/toolchain/toolchain.h"

namespace ashore::build {

struct Request {
  std::filesystem::path project;       // a directory, or the Cargo.toml or CMakeLists.txt in it
  std::optional<std::string> package;  // -p
  std::vector<std::string> bins;       // --bin: a program; CMake's word is an executable target
  std::vector<std::string> examples;   // --example
  std::optional<std::string> profile;  // --profile; "release" for --release
  std::vector<std::string> features;   // --features
  bool all_features = false;
  bool no_default_features = false;
  bool locked = false, offline = false;
  bool keep_debug = false;  // ship debug sections too
  bool small = false;       // made for size, and shipped without its symbols
  // Of several programs build `default-run` only, if the package has one and nothing else was asked
  // for, as `cargo run` does; false: build all, as `cargo build` does.
  bool default_run = true;
  std::vector<std::string> definitions;          // -D NAME=VALUE for CMake
  std::vector<std::string> command;              // builds it instead, in the project's directory
  std::vector<std::filesystem::path> artifacts;  // what the command makes; none: found
};

enum class BuildSystem { cargo, cmake, command };

// What is going to build it: the command if there is one, else cargo before CMake, by the files
// that are there. ErrorKind::usage with a hint where there is nothing to go by.
Expected<BuildSystem> build_system_of(const Request& request);

// The project's directory, absolute.
Expected<std::filesystem::path> directory_of(const Request& request);

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

// Whether crates of the project make bindings from C headers (bindgen), as far as its Cargo.lock
// or the one kept from the last build tells; where there is none: perhaps.
bool may_use_bindgen(const Request& request, const store::Store& store);

// The executables that CMake made, by its file API; of several, with `default_run`, the one that is
// installed. What is built lies in the store, in one directory for each project, target and build
// type; it is configured once. Its words go to our stderr.
Expected<std::vector<Artifact>> cmake(const Request& request, const CrossTools& tools,
                                      host::Host& host, const store::Store& store,
                                      Reporter& reporter);

// The executables of the target's machine that the command made or changed in the project's
// directory, or those that are named. What an earlier run of it made counts too, since make does
// nothing where nothing changed.
Expected<std::vector<Artifact>> command(const Request& request, const CrossTools& tools,
                                        host::Host& host, const store::Store& store,
                                        Reporter& reporter);

// What the program does when cargo calls it as rustc's wrapper: chains to the user's own wrapper
// and adds the toolchain's arguments to crates of the target only. argv is cargo's, from the rustc
// path on. Never returns on success (exec); the error is for stderr.
Expected<void> become_rustc(std::vector<std::string> argv,
                            const std::map<std::string, std::string>& environment);

}  // namespace ashore::build
