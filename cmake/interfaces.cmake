# SPDX-License-Identifier: Apache-2.0
# Warnings and sanitizers as targets, so that nothing is set globally and nothing leaks to those who link us.
add_library(ashore_warnings INTERFACE)
target_compile_options(ashore_warnings INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wnon-virtual-dtor
                                                 $<$<BOOL:${ASHORE_WERROR}>:-Werror>)
# GCC 12 sees an overlap in "text" + std::string that is not there (its bug 105329), and an uninitialised value in an empty
# std::optional that nobody reads (80635).
target_compile_options(ashore_warnings INTERFACE $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict;-Wno-maybe-uninitialized>)
# Clang speaks of what libstdc++ 12's own stable_sort calls. GCC watches over our calls.
target_compile_options(ashore_warnings INTERFACE $<$<CXX_COMPILER_ID:Clang>:-Wno-deprecated-declarations>)

add_library(ashore_sanitizers INTERFACE)
if(ASHORE_SANITIZE)
  target_compile_options(ashore_sanitizers INTERFACE -fsanitize=${ASHORE_SANITIZE} -fno-omit-frame-pointer
                                                     -fno-sanitize-recover=all)
  target_link_options(ashore_sanitizers INTERFACE -fsanitize=${ASHORE_SANITIZE})
endif()

# The fuzz targets see which branches an input took in our libraries.
if(ASHORE_FUZZ)
  target_compile_options(ashore_sanitizers INTERFACE -fsanitize=fuzzer-no-link)
endif()
