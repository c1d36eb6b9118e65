// SPDX-License-Identifier: Apache-2.0
// A target as Rust names it, and what that name promises. Source: rustc 1.95, `--print
// target-spec-json`.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ashore/target/machine.h"

namespace ashore {

struct Triple {
  Machine machine;
  std::string subarch;  // "armv5te", "arm" and "armv7" are three values
  Libc libc = Libc::musl;
  bool operator==(const Triple&) const = default;
};

// "armv7-unknown-linux-musleabi" and back. Only Linux targets are known.
// Empty where Rust has no such target.
std::string rust_name(const Triple& triple);
std::optional<Triple> parse_rust_triple(std::string_view name);

// All names that parse_rust_triple knows; for "did you mean" and completion.
std::vector<std::string> rust_triples();

// The prefix that Debian and most cross toolchains give their tools: "arm-linux-gnueabihf" for
// every 32-bit hard-float ARM; empty where no such toolchain is usual.
std::string gnu_tool_prefix(const Triple& triple);

// What `ld -m` wants: "armelf_linux_eabi"; empty where we do not know.
std::string gnu_ld_emulation(const Machine& machine);

}  // namespace ashore
