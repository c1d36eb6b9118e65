// SPDX-License-Identifier: Apache-2.0
// Every Linux target of rustc, from data/catalogue/rust_targets.tsv: its specification
// (`--print target-spec-json`) and what the platform support pages promise.
#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "ashore/base/version.h"
#include "ashore/target/triple.h"

namespace ashore {

struct RustTarget {
  std::string_view name;  // "armv7-unknown-linux-musleabi"
  std::string_view arch;  // rustc's word: "arm", "sparc64"
  std::string_view env;   // "musl", "gnu", "uclibc", "ohos", ""
  std::string_view abi;   // "eabihf", "spe", "x32", ...
  bool big_endian = false;
  unsigned pointer_bits = 0;
  std::optional<Triple>
      triple;    // absent: an architecture, ABI or C library that ashore has no word for
  int tier = 3;  // 1 to 3
  bool prebuilt_std = false;                    // `rustup target add` has one
  std::optional<Version> oldest_kernel;         // documented
  std::string_view documented_libc;             // "musl 1.2.5", "glibc 2.17"; may be empty
  std::string_view llvm_triple, cpu, features;  // as in the specification
  bool static_by_default = false;               // crt-static
  bool static_possible = false;                 // crt-static is respected
  unsigned atomic_bits = 0;                     // widest atomic operation
};

// Of rustc 1.95.
std::span<const RustTarget> rust_targets();
const RustTarget* find_rust_target(std::string_view name);
const RustTarget* find_rust_target(const Triple& triple);

}  // namespace ashore
