// SPDX-License-Identifier: Apache-2.0
// A linker for the target from what this computer has.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "ashore/base/expected.h"
#include "ashore/desk/desk.h"
#include "ashore/host/host.h"
#include "ashore/target/triple.h"
#include "ashore/toolchain/arguments.h"

namespace ashore::provision {

// ld.lld, else the rust-lld of the Rust that compiles, else that of another Rust.
std::optional<Linker> lld_of(const DeskFacts& desk, const RustInstallation& rust);

// GNU linkers, the most promising names first; each still has to show that it knows the target.
std::vector<std::filesystem::path> gnu_linkers_for(const DeskFacts& desk, const Triple& triple);

// One of them, or an error that says how to get one.
Expected<Linker> linker_for(const Triple& triple, const DeskFacts& desk,
                            const RustInstallation& rust, host::Host& host);

}  // namespace ashore::provision
