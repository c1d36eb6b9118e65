# SPDX-License-Identifier: Apache-2.0
# Zydis, the decoder of x86 instructions, for module isa: `ashore_zydis`.
find_package(Zydis 4 QUIET CONFIG)
if(NOT TARGET Zydis::Zydis)
  message(FATAL_ERROR
    "Zydis 4 with its headers is not here; x86 instructions are checked by it. Debian: apt install libzydis-dev. "
    "Homebrew: brew install zydis.")
endif()
add_library(ashore_zydis INTERFACE)
target_link_libraries(ashore_zydis INTERFACE Zydis::Zydis)
