// SPDX-License-Identifier: Apache-2.0
// Broken invariants are bugs, not errors: they end the program, in release builds too.
#pragma once

namespace ashore {

// Prints the place and the reason to stderr and aborts.
[[noreturn]] void assertion_failed(const char* condition, const char* why, const char* file,
                                   int line);

}  // namespace ashore

#define ASHORE_ASSERT(condition, why)                                                              \
  do {                                                                                             \
    if (!(condition)) ::ashore::assertion_failed(#condition, why, __FILE__, __LINE__);             \
  } while (false)
