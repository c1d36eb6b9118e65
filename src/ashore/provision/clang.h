// SPDX-License-Identifier: Apache-2.0
// The user's clang and the linker and binary tools that belong to it.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "ashore/base/expected.h"
#include "ashore/host/host.h"
#include "ashore/store/store.h"
#include "ashore/target/triple.h"

namespace ashore::provision {

struct Clang {
  std::filesystem::path program;
  std::string banner;                        // the first line of --version: all of its identity
  std::string version;                       // "19.1.7"
  std::filesystem::path resource_directory;  // headers of its own are in include/ there
  bool operator==(const Clang&) const = default;
};

// `clang` of PATH, else the youngest `clang-NN`; asked once, and again when the program changes.
// `at_least`: older ones do not count, because of `what`. ErrorKind::toolchain says how to get one.
Expected<Clang> find_clang(host::Host& host, const store::Store& store, unsigned at_least = 0,
                           std::string_view what = "");

// The same for C: some targets want a younger one than others.
Expected<Clang> find_clang_for(const Triple& triple, host::Host& host, const store::Store& store);

// 19; 0 where the version is none.
unsigned major_of(const Clang& clang);

// The oldest clang that compiles the headers of libc++ 19 (its docs/index.rst, "Platform and
// Compiler Support").
inline constexpr unsigned oldest_for_cxx = 17;
// The oldest clang that marks in objects for RISC-V where code is: without marks of it the proof
// takes every even place for an instruction.
inline constexpr unsigned oldest_for_riscv = 17;

// The version in a banner: "Debian clang version 19.1.7 (3~deb12u1)" -> "19.1.7"; empty: none.
std::string version_in(std::string_view banner);

// ld.lld, llvm-ar and their like: beside the clang, by its number in PATH, or by the plain name.
std::optional<std::filesystem::path> tool_of(const Clang& clang, std::string_view name,
                                             const host::Host& host);

}  // namespace ashore::provision
