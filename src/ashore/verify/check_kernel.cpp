// SPDX-License-Identifier: Apache-2.0
// How old the kernel may be by what the program says of itself. Whether the kernel has the system
// calls that it makes is another check, so an old kernel alone is a warning.
#include <fmt/format.h>

#include <string_view>

#include "ashore/verify/check.h"
#include "ashore/verify/rust_program.h"

namespace ashore::verify {

namespace {

bool contains(std::span<const std::byte> bytes, std::string_view text) {
  std::string_view whole(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  return whole.find(text) != std::string_view::npos;
}

// What static glibc before 2.37 prints at its start, and then ends; libc-start.c.
constexpr std::string_view glibc_refusal = "FATAL: kernel too old";

Checked too_old(const Subject& subject, const Version& minimum) {
  const Fact<Version>& kernel = *subject.device.kernel;
  std::string text =
      fmt::format("the program's libc asks for kernel {} or newer; the device has {}",
                  to_string(minimum), to_string(kernel.value));
  // A loader on the device replaces the libc that the program was linked with.
  if (!subject.is_static() || !contains(subject.bytes, glibc_refusal))
    return cannot_tell(text, kernel.evidence, build_for_device);
  return will_not_run(text + " (it ends with \"FATAL: kernel too old\")", kernel.evidence,
                      "link with musl: " + std::string(build_for_device));
}

// A libc may ask for a kernel in a note of the program; musl does not.
Checked against_note(const Subject& subject) {
  const std::optional<Version>& minimum = subject.file.minimum_kernel;
  const MaybeFact<Version>& kernel = subject.device.kernel;
  if (!minimum) return nothing_to_say();
  if (!kernel)
    return cannot_tell(fmt::format("the program's libc asks for kernel {} or newer, and the device "
                                   "did not say its own",
                                   to_string(*minimum)));
  if (kernel->value < *minimum) return too_old(subject, *minimum);
  return runs(fmt::format("kernel {} is young enough for its libc", to_string(kernel->value)),
              kernel->evidence);
}

}  // namespace

Checked check_kernel(const Subject& subject) {
  Checked checked = against_note(subject);
  const MaybeFact<Version>& kernel = subject.device.kernel;
  if (is_below_rusts_floor(subject.bytes, subject.device))
    checked.warning = fmt::format("kernel {} is older than {}, the oldest that Rust's std promises "
                                  "to work on",
                                  to_string(kernel->value), to_string(rusts_floor()));
  return checked;
}

}  // namespace ashore::verify
