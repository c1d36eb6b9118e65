// SPDX-License-Identifier: Apache-2.0
// `@file` in a command line, as GCC expands it: libiberty's expandargv and buildargv.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ashore/base/expected.h"

namespace ashore {

// The words of a response file: blanks separate; both quotes keep them; a backslash keeps whatever
// follows, inside quotes too.
std::vector<std::string> response_words(std::string_view text);

// Files within files, with their paths taken as they are written. A word whose file is not there
// stays a word. ErrorKind::usage for files that include themselves, or that hold more than any
// build writes.
Expected<std::vector<std::string>> expand_response_files(
    const std::vector<std::string>& words,
    const std::function<std::optional<std::string>(const std::filesystem::path&)>& read_file);

}  // namespace ashore
