// SPDX-License-Identifier: Apache-2.0
#include "ashore/verify/rust_program.h"

#include <string_view>

namespace ashore::verify {

// std looks up the one when it panics and names its own sources in messages; each may be optimized
// away, both hardly.
bool is_rust(std::span<const std::byte> program) {
  std::string_view whole(reinterpret_cast<const char*>(program.data()), program.size());
  return whole.find("RUST_BACKTRACE") != whole.npos || whole.find("library/std/src/") != whole.npos;
}

Version rusts_floor() { return Version{{3, 2}}; }

bool is_below_rusts_floor(std::span<const std::byte> program, const DeviceFacts& device) {
  return device.kernel && device.kernel->value < rusts_floor() && is_rust(program);
}

}  // namespace ashore::verify
