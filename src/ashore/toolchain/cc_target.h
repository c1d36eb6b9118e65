// SPDX-License-Identifier: Apache-2.0
// What `ashore cc` must know of a target and of its sysroot: to answer a build system's questions,
// and to tell which of its options stay within the floor.
#pragma once

#include <filesystem>
#include <set>
#include <string>
#include <string_view>

#include "ashore/target/choice.h"

namespace ashore {

struct CcTarget {
  TargetChoice choice;
  std::string triple;     // as GCC and config.sub write it: "riscv64-unknown-linux-musl"
  std::string multiarch;  // empty: the libraries are in usr/lib itself
  // Headers in usr/include, libc++'s in usr/include/c++/v1, start files and libraries in usr/lib.
  std::filesystem::path sysroot;
  std::filesystem::path tools;               // where the triple-prefixed names are
  std::string clang_version;                 // "19.1.7"
  std::filesystem::path resource_directory;  // `clang -print-resource-dir`
  std::set<std::string> library_files;       // names in usr/lib: crt1.o, libc.a, ...
};

// With the triple filled in; the caller adds what it knows of the host.
CcTarget cc_target(const TargetChoice& choice, const std::filesystem::path& sysroot);

std::filesystem::path library_directory(const CcTarget& target);
std::filesystem::path cxx_header_directory(const CcTarget& target);
// 19; 0 where the version is not known.
int clang_major(const CcTarget& target);

}  // namespace ashore
