// SPDX-License-Identifier: Apache-2.0
// The one setting that we would hide from cargo and so must find ourselves: the user's rustc
// wrapper. Source: The Cargo Book, "Configuration".
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>

namespace ashore::build {

// The content of a file; no value: it is not there.
using ReadFile = std::function<std::optional<std::string>(const std::filesystem::path&)>;

// The wrapper that cargo would call when run in `directory`: RUSTC_WRAPPER, then
// CARGO_BUILD_RUSTC_WRAPPER, then build.rustc-wrapper of the nearest of .cargo/config and
// .cargo/config.toml from there up to the root, then of CARGO_HOME. A name without a '/' is for
// PATH, all else is made absolute. Empty: none.
std::string user_rustc_wrapper(const std::filesystem::path& directory,
                               const std::map<std::string, std::string>& environment,
                               const ReadFile& read_file);

}  // namespace ashore::build
