// SPDX-License-Identifier: Apache-2.0
// The user's clang as a compiler of many small files: one process takes a share of them, since
// starting it costs more than most of them.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "ashore/base/expected.h"
#include "ashore/host/host.h"
#include "ashore/sysroot/library.h"

namespace ashore::sysroot {

struct Compiler {
  std::filesystem::path clang;
  std::string version;                 // first line of --version: part of what an object is made of
  std::vector<std::string> arguments;  // target and floor
};

// Compiles the members into <directory>/<name>.o. ErrorKind::toolchain with the first words of
// clang, if it refuses one.
Expected<void> compile(const Compiler& compiler, const Library& library,
                       const std::vector<Member>& members, const std::filesystem::path& directory,
                       host::Host& host);

// The arguments of the compiler proper in what `clang -###` printed, without the names of files.
// Empty: there are none.
std::vector<std::string> cc1_arguments(std::string_view printed);

}  // namespace ashore::sysroot
