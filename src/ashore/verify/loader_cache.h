// SPDX-License-Identifier: Apache-2.0
// glibc's list of libraries, /etc/ld.so.cache, which ldconfig writes.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ashore/base/byte_reader.h"

namespace ashore::verify {

struct CachedLibrary {
  std::string_view name;
  std::string_view path;
  std::uint32_t kind = 0;    // sysdeps/generic/ldconfig.h: FLAG_...
  std::uint64_t hwcaps = 0;  // not 0: for some CPUs only
};

// Views into `bytes`. Nothing: it is not of the form that glibc writes since 2.2.
std::optional<std::vector<CachedLibrary>> loader_cache(std::string_view bytes, Endian endian);

}  // namespace ashore::verify
