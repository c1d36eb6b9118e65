// SPDX-License-Identifier: Apache-2.0
// C++ text as far as the rules of the house look at it: includes and plain words.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace ashore::architecture {

struct Include {
  std::string path;
  bool angled = false;  // <path> rather than "path"
  std::size_t line = 0;
};

std::vector<Include> includes_of(std::string_view source);

// The same text with comments, strings and characters blanked out, line for line.
std::string code_of(std::string_view source);

// The line of the first place where `words` stands in `code` and is not part of a longer name; 0 if
// nowhere. The last word may end in '(': then an opening parenthesis must follow.
std::size_t line_of(std::string_view code, std::string_view words);

}  // namespace ashore::architecture
