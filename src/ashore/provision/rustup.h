// SPDX-License-Identifier: Apache-2.0
// A std from rustup: `rustup target add` for the very toolchain that will compile.
#pragma once

#include <chrono>
#include <filesystem>
#include <string>
#include <string_view>

#include "ashore/base/expected.h"
#include "ashore/desk/desk.h"
#include "ashore/host/host.h"
#include "ashore/store/store.h"

namespace ashore::provision {

// Long enough for 30 MB over a slow line, short enough to wait for where packets only vanish.
constexpr std::chrono::seconds rustup_deadline{90};
// After a failure the other ways go first for this long.
constexpr std::chrono::hours rustup_rest{24};

host::Command rustup_target_add(const std::filesystem::path& rustup, const RustInstallation& rust,
                                const std::string& triple);

// rustup's own words in short: of its chain of causes, "error: a: b: c", the first and the last.
std::string cause_of_rustup_failure(std::string_view stderr_text);

// Adds the target's std, or remembers that it failed.
Expected<void> add_with_rustup(const std::filesystem::path& rustup, const RustInstallation& rust,
                               const std::string& triple, host::Host& host,
                               const store::Store& store);

bool rustup_failed_lately(const RustInstallation& rust, const std::string& triple,
                          const store::Store& store);

}  // namespace ashore::provision
