// SPDX-License-Identifier: Apache-2.0
// What a file on a compiler's command line is, by its name.
#pragma once

#include <string>
#include <string_view>

namespace ashore {

enum class CcInput { for_linker, c, cxx, assembly, header, cxx_header, other_source };

CcInput kind_of_input(std::string_view path);

// By clang's word for a language, as it follows -x.
CcInput kind_of_language(std::string_view language);

// What g++ takes a file for: C and its headers are C++ there. clang's word, or empty where the name
// says it.
std::string language_under_cxx(std::string_view path);

}  // namespace ashore
