// SPDX-License-Identifier: Apache-2.0
#include "ashore/base/assert.h"

#include <cstdio>
#include <cstdlib>

namespace ashore {

void assertion_failed(const char* condition, const char* why, const char* file, int line) {
  std::fprintf(stderr, "ashore: bug at %s:%d: %s does not hold: %s\n", file, line, condition, why);
  std::abort();
}

}  // namespace ashore
