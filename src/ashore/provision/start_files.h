// SPDX-License-Identifier: Apache-2.0
// musl's start files, libc.a and an unwinder for a target: what a Rust std for musl brings along
// in its directory `self-contained`.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "ashore/base/expected.h"
#include "ashore/base/reporter.h"
#include "ashore/host/host.h"
#include "ashore/packages/packages.h"
#include "ashore/store/store.h"
#include "ashore/target/choice.h"

namespace ashore::provision {

// Where Debian has the files of one target.
struct StartFiles {
  std::string rust_name;
  std::string architecture;    // Debian's
  std::string musl_directory;  // under /usr/lib of musl-dev
  std::string gcc_directory;   // under /usr/lib/gcc of libgcc-11-dev
};

// Nothing where Debian has no musl that suits the target.
std::optional<StartFiles> start_files_of(const Triple& triple);

// Whether there are any: Debian's, or those that ashore makes from source.
bool has_start_files(const Triple& triple);

// The packages that hold them: musl-dev first, then libgcc-11-dev.
std::vector<packages::Package> packages_of(const StartFiles& files);

struct Copy {
  std::filesystem::path from, to;  // `to` is the name in `self-contained`
};

// What to copy, given where the two packages were unpacked.
std::vector<Copy> copies_of(const StartFiles& files, const std::filesystem::path& musl,
                            const std::filesystem::path& gcc);

// What the linker must be told to make the unwinder among them work; rustc arguments.
std::vector<std::string> unwinder_arguments(const Triple& triple);

// Fills `directory`: with Debian's, unless it has none; else with what is compiled for the choice's
// floor, which needs clang.
Expected<void> place_start_files(const TargetChoice& choice, const std::filesystem::path& directory,
                                 host::Host& host, const store::Store& store, Reporter& reporter);

}  // namespace ashore::provision
