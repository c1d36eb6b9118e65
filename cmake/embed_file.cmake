# SPDX-License-Identifier: Apache-2.0
# Writes HEADER with the bytes of FILE as a std::string_view NAME. Run by ashore_embed.
file(READ "${FILE}" bytes HEX)
string(LENGTH "${bytes}" digits)
math(EXPR size "${digits} / 2")
string(REGEX REPLACE "([0-9a-f][0-9a-f])" "'\\\\x\\1'," bytes "${bytes}")
file(WRITE "${HEADER}" "#pragma once
#include <string_view>
namespace ashore::embedded {
inline constexpr char ${NAME}_bytes[] = {${bytes}'\\0'};
inline constexpr std::string_view ${NAME}(${NAME}_bytes, ${size});
}  // namespace ashore::embedded
")
