// SPDX-License-Identifier: Apache-2.0
#include "ashore/choose/kernel.h"

#include <fmt/format.h>

namespace ashore::choose {

std::optional<std::string> kernel_warning(const RustTarget& target, const DeviceFacts& device) {
  if (!device.kernel) return std::nullopt;
  // https://doc.rust-lang.org/rustc/platform-support.html names a kernel for most targets; 3.2 is
  // Rust's general floor for Linux.
  Version floor = target.oldest_kernel.value_or(Version{{3, 2}});
  if (device.kernel->value >= floor) return std::nullopt;
  return fmt::format("kernel {} is older than Rust's documented floor {}",
                     to_string(device.kernel->value), to_string(floor));
}

}  // namespace ashore::choose
