// SPDX-License-Identifier: Apache-2.0
// How old the kernel may be. Which system calls the program makes is not looked at yet, so an old
// kernel alone is a warning.
#include <fmt/format.h>

#include <algorithm>
#include <functional>

#include "ashore/verify/check.h"

namespace ashore::verify {

namespace {

bool contains(std::span<const std::byte> bytes, std::string_view text) {
  std::string_view whole(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  return std::search(whole.begin(), whole.end(),
                     std::boyer_moore_horspool_searcher(text.begin(), text.end())) != whole.end();
}

// What static glibc before 2.37 prints at its start, and then ends; libc-start.c.
constexpr std::string_view glibc_refusal = "FATAL: kernel too old";
// std::env and the panic machinery look this up, so every Rust program with std carries it.
constexpr std::string_view rust_mark = "RUST_BACKTRACE";

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

}  // namespace

Checked check_kernel(const Subject& subject) {
  const MaybeFact<Version>& kernel = subject.device.kernel;
  const std::optional<Version>& minimum = subject.file.minimum_kernel;
  if (minimum && !kernel)
    return cannot_tell(fmt::format("the program's libc asks for kernel {} or newer, and the device "
                                   "did not say its own",
                                   to_string(*minimum)));
  if (!kernel) return nothing_to_say();
  Checked checked =
      minimum && kernel->value < *minimum ? too_old(subject, *minimum)
      : minimum
          ? runs(fmt::format("kernel {} is young enough for its libc", to_string(kernel->value)),
                 kernel->evidence)
          : nothing_to_say();
  // https://doc.rust-lang.org/rustc/platform-support.html
  const Version rust_floor{{3, 2}};
  if (kernel->value < rust_floor && contains(subject.bytes, rust_mark))
    checked.warning = fmt::format("kernel {} is older than {}, the oldest that Rust's std promises "
                                  "to work on",
                                  to_string(kernel->value), to_string(rust_floor));
  return checked;
}

}  // namespace ashore::verify
