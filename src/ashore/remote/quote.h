// SPDX-License-Identifier: Apache-2.0
// The one place where words become shell text.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace ashore::remote {

// One word that a POSIX shell reads back as exactly these bytes (NUL cannot be said).
std::string quoted(std::string_view word);
std::string quoted(std::span<const std::string> words);

}  // namespace ashore::remote
