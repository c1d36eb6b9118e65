# SPDX-License-Identifier: Apache-2.0
# Writes HEADER with the bytes of FILE as a std::string_view NAME. Run by ashore_embed.
# Text becomes one raw string, which a compiler reads in no time; anything else an array of characters.
file(READ "${FILE}" bytes HEX)
string(LENGTH "${bytes}" digits)
math(EXPR size "${digits} / 2")
# NUL, and CR, which a compiler may drop from a raw string, make it no text.
string(REGEX REPLACE "(..)" "\\1," pairs "${bytes}")
if(pairs MATCHES "(^|,)(00|0d)," OR size EQUAL 0)
  string(REGEX REPLACE "([0-9a-f][0-9a-f])" "'\\\\x\\1'," bytes "${bytes}")
  set(initializer "{${bytes}'\\0'}")
else()
  file(READ "${FILE}" text)
  set(initializer "R\"ashore_(${text})ashore_\"")
endif()
file(WRITE "${HEADER}" "#pragma once
#include <string_view>
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored \"-Woverlength-strings\"
namespace ashore::embedded {
inline constexpr char ${NAME}_bytes[] = ${initializer};
inline constexpr std::string_view ${NAME}(${NAME}_bytes, ${size});
static_assert(sizeof(${NAME}_bytes) == ${size} + 1);
}  // namespace ashore::embedded
#pragma GCC diagnostic pop
")
