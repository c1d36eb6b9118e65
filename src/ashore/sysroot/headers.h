// SPDX-License-Identifier: Apache-2.0
// musl's headers as its `make install-headers` lays them out, without make: two of them are
// generated from templates, by the rules of musl's tools/mkalltypes.sed and of its Makefile.
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

// Fills <directory>/include with the headers, and <directory>/internal with version.h, which only
// musl itself includes.
Expected<void> install_headers(const std::filesystem::path& musl, std::string_view architecture,
                               const std::filesystem::path& directory);

}  // namespace ashore::sysroot
