# SPDX-License-Identifier: Apache-2.0
# libarchive to read archives and zstd to write them: `ashore_archives` for module host.
# Statically where that can be: libarchive.so brings libxml2 and ICU along, which would cost every start of the program
# 1.5 ms, half as much again, while reading tar wants nothing but the compressions.
find_package(LibArchive QUIET)
if(NOT LibArchive_FOUND)
  message(FATAL_ERROR
    "libarchive with its headers is not here; source trees and bundles are read by it. Debian: apt install libarchive-dev. "
    "Homebrew: brew install libarchive, and -DLibArchive_ROOT=\"$(brew --prefix libarchive)\".")
endif()
find_library(ASHORE_ZSTD NAMES libzstd.a zstd REQUIRED)
set(libraries)
foreach(name archive lzma bz2 z)
  string(TOUPPER "ASHORE_STATIC_${name}" variable)
  find_library(${variable} NAMES lib${name}.a)
  if(${variable})
    list(APPEND libraries "${${variable}}")
  endif()
endforeach()
list(LENGTH libraries found)

add_library(ashore_archives INTERFACE)
target_include_directories(ashore_archives SYSTEM INTERFACE ${LibArchive_INCLUDE_DIRS})
if(found EQUAL 4 AND NOT APPLE)
  target_link_libraries(ashore_archives INTERFACE ${libraries} "${ASHORE_ZSTD}")
else()
  target_link_libraries(ashore_archives INTERFACE LibArchive::LibArchive "${ASHORE_ZSTD}")
endif()
