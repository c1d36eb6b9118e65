// SPDX-License-Identifier: Apache-2.0
// The source files of a library by the names of the members made from them. Private to library.cpp
// and library_cxx.cpp.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "ashore/sysroot/library.h"

namespace ashore::sysroot {

using Sources = std::map<std::string, std::filesystem::path>;  // by member's name

// The files of a directory that are compiled, as "<prefix>.<stem>"; what was there is replaced.
// C++ is never among them: each library says itself which.
void take(const std::filesystem::path& directory, const std::string& prefix, bool c_only,
          Sources& sources);

std::vector<Member> members_of(const Sources& sources, bool (*is_fast)(std::string_view));
inline bool never(std::string_view) { return false; }
inline bool always(std::string_view) { return true; }

// For sources that see musl's headers and clang's own.
std::vector<std::string> c_arguments(const std::filesystem::path& headers);

}  // namespace ashore::sysroot
