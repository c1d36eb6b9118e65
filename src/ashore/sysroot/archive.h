// SPDX-License-Identifier: Apache-2.0
// Archives (.a) in GNU's form with an index of symbols, as every linker reads them.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ashore/base/expected.h"

namespace ashore::sysroot {

struct ArchivedObject {
  std::string name;   // "string.memcpy.o"
  std::string bytes;  // an ELF object
};

// The archive of them in that order. ErrorKind::bad_input: one is no ELF object, or all of them
// together are too much for the index (4 GB).
Expected<std::string> archive_of(std::span<const ArchivedObject> objects);

}  // namespace ashore::sysroot
