// SPDX-License-Identifier: Apache-2.0
// What the program asks of memory before its first instruction. More comes while it runs.
#include <fmt/format.h>

#include "ashore/base/text.h"
#include "ashore/verify/check.h"

namespace ashore::verify {

namespace {

// Sums that would not fit 64 bits are more than any memory.
std::uint64_t loaded_bytes(const ElfFacts& file) {
  std::uint64_t total = 0;
  for (const ElfSegment& segment : file.segments) {
    if (!segment.is_load()) continue;
    if (segment.memory_size > ~total) return ~std::uint64_t{0};
    total += segment.memory_size;
  }
  return total;
}

}  // namespace

Checked check_memory(const Subject& subject) {
  const MaybeFact<std::uint64_t>& memory = subject.device.memory_bytes;
  if (!memory) return nothing_to_say();
  std::uint64_t wanted = loaded_bytes(subject.file);
  std::string text = fmt::format("the program's segments have {}, the device has {} of memory",
                                 human_bytes(wanted), human_bytes(memory->value));
  // Pages come on demand and kernels overcommit, so too much is a doubt and not a proof.
  if (wanted > memory->value) return cannot_tell(text, memory->evidence);
  Checked checked = runs(text, memory->evidence);
  const MaybeFact<std::uint64_t>& available = subject.device.memory_available_bytes;
  if (available && wanted > available->value)
    checked.warning = fmt::format("the program's segments have {}, and {} of memory are free now",
                                  human_bytes(wanted), human_bytes(available->value));
  return checked;
}

}  // namespace ashore::verify
