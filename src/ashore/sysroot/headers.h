// SPDX-License-Identifier: Apache-2.0
// musl's headers as its `make install-headers` lays them out, without make: two of them are
// generated from templates, by the rules of musl's tools/mkalltypes.sed and of its Makefile. And
// libc++'s, without CMake.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "ashore/base/expected.h"

namespace ashore::sysroot {

// bits/alltypes.h of the architecture's template followed by the common one: "TYPEDEF type name;"
// and "STRUCT name members;" become definitions that happen once, where __NEED_name asks.
std::string all_types(std::string_view templates);

// bits/syscall.h: every __NR_name once more as SYS_name.
std::string system_call_numbers(std::string_view list);

// In internal/: atomic operations by the kernel's help, for ARM cores without instructions for
// them.
inline constexpr const char* kernel_atomics_file = "kernel_atomics.c";

// Fills <directory>/include with the headers, and <directory>/internal with what only the libraries
// themselves see: version.h of musl and kernel_atomics_file. `cxx_headers`, where libc++'s headers
// are or will be, is what include/c++/v1 leads to.
Expected<void> install_headers(const std::filesystem::path& musl, std::string_view architecture,
                               const std::filesystem::path& cxx_headers,
                               const std::filesystem::path& directory);

// Fills <directory>/include with the headers of libc++ and libc++abi, set up for musl as their
// CMakeLists.txt would, and <directory>/internal with what they want of the kernel's headers.
Expected<void> install_cxx_headers(const std::filesystem::path& llvm,
                                   const std::filesystem::path& directory);

}  // namespace ashore::sysroot
