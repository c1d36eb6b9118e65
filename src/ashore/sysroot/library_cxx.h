// SPDX-License-Identifier: Apache-2.0
// What libc++abi and libc++ are made from. Private to library.cpp.
#pragma once

#include <filesystem>

#include "ashore/sysroot/library.h"

namespace ashore::sysroot {

Expected<Library> cxxabi_library(const std::filesystem::path& llvm, const HeaderPlaces& headers);
Expected<Library> cxx_library(const std::filesystem::path& llvm, const HeaderPlaces& headers);

}  // namespace ashore::sysroot
