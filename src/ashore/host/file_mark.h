// SPDX-License-Identifier: Apache-2.0
// Whether a file is still the one that it was, without reading it.
#pragma once

#include <filesystem>
#include <string>

#include "ashore/base/expected.h"

namespace ashore::host {

// A regular file's number, size and times. `stat` cannot see a change within a tick of the clock
// after it looked, so a mark is worth keeping only once the file has been at rest for a while.
struct FileMark {
  std::string text;         // equal texts of a file at rest: the same bytes
  bool is_at_rest = false;  // not changed within the last two seconds
};

// ErrorKind::host: there is no such file.
Expected<FileMark> mark_of(const std::filesystem::path& path);

}  // namespace ashore::host
