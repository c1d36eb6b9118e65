// SPDX-License-Identifier: Apache-2.0
// What is measured about the whole program. Each prints its figures to stdout.
#pragma once

#include <filesystem>
#include <string_view>
#include <vector>

#include "ashore/base/expected.h"
#include "ashore/host/host.h"

namespace ashore::bench {

// CPU time (user and system) of `ashore --version`, all its children included.
Expected<void> start_time(const std::filesystem::path& ashore, host::Host& host);

// Wall time of `ashore run` of an unchanged program against plain `ssh` running the same file, both
// over a warm connection, as the median of pairs taken one right after the other.
Expected<void> run_ratio(const std::filesystem::path& ashore, host::Host& host);

// How fast module isa goes through real code, against memcpy and llvm-objdump. The code is
// Debian's, kept in the store at `store_root`.
Expected<void> isa(const std::filesystem::path& store_root, host::Host& host);

// CPU time, time that passed and the most memory of `ashore verify` on Debian's programs of 0.1 to
// 55 MB, each against its size.
Expected<void> verify(const std::filesystem::path& ashore, const std::filesystem::path& store_root,
                      host::Host& host);

// The largest file of that name in an unpacked package.
std::filesystem::path find(const std::filesystem::path& root, std::string_view name);

double median(std::vector<double> values);

}  // namespace ashore::bench
