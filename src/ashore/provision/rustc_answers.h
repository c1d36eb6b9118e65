// SPDX-License-Identifier: Apache-2.0
// What rustc and ld say about themselves, read as text.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "ashore/base/version.h"

namespace ashore::provision {

struct RustcVersion {
  std::string version;  // "1.96.0 (ac68faa20 2026-05-25)"
  Version number;
  std::string host;  // "x86_64-unknown-linux-gnu"
};

// The answer to `rustc -vV`; nothing if it is not rustc's.
std::optional<RustcVersion> read_rustc_version(std::string_view answer);

// The answer to `rustc --print target-list`; lines that are no target's name are passed over.
std::set<std::string> read_target_list(std::string_view answer);

// Whether the answer to `ld -V` lists the emulation.
bool lists_emulation(std::string_view answer, std::string_view emulation);

}  // namespace ashore::provision
