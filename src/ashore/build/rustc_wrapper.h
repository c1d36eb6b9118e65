// SPDX-License-Identifier: Apache-2.0
// How a toolchain's arguments reach rustc: cargo calls us in its place (RUSTC_WRAPPER), and what
// the user set in any of cargo's four sources of flags stays as it is.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ashore/base/expected.h"

namespace ashore::build {

// The name by which the program knows that cargo calls it as rustc's wrapper.
inline constexpr std::string_view wrapper_name = "ashore-rustc";

struct WrapperSettings {
  std::string target;                  // arguments are for crates compiled with --target of this
  std::vector<std::string> arguments;  // added last, where rustc lets the last word win
  std::string chain;                   // the user's own wrapper; empty: none
  bool operator==(const WrapperSettings&) const = default;
};

// The settings as environment variables, which cargo hands down to the wrapper. An argument with
// the separator (0x1f, as in CARGO_ENCODED_RUSTFLAGS) in it is ErrorKind::toolchain.
Expected<std::map<std::string, std::string>> encoded(const WrapperSettings& settings);
WrapperSettings decoded(const std::map<std::string, std::string>& environment);

// Reads a file of arguments, one a line, as `rustc @FILE` does.
using ReadArguments = std::function<std::string(const std::string& path)>;

// The command to run for cargo's `argv` (from the rustc path on).
std::vector<std::string> rewritten(std::vector<std::string> argv, const WrapperSettings& settings,
                                   const ReadArguments& read_arguments);

}  // namespace ashore::build
