// SPDX-License-Identifier: Apache-2.0
// Segments are mapped in whole pages: address and file offset must agree within one, and two
// segments must not share one.
#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "ashore/verify/check.h"

namespace ashore::verify {

namespace {

enum class Fit { fits, offsets_differ, pages_shared };

// fs/binfmt_elf.c, elf_map(): the offset is rounded down by as much as the address.
Fit fit(const ElfFacts& file, std::uint64_t page) {
  std::vector<ElfSegment> loads;
  std::ranges::copy_if(file.segments, std::back_inserter(loads), &ElfSegment::is_load);
  std::ranges::sort(loads, {}, &ElfSegment::address);
  std::uint64_t first_free = 0;  // the page after all segments so far
  for (const ElfSegment& load : loads) {
    if (load.memory_size == 0) continue;
    if (load.file_size > 0 && (load.address - load.offset) % page != 0) return Fit::offsets_differ;
    if (load.address / page < first_free) return Fit::pages_shared;
    first_free = (load.address + load.memory_size - 1) / page + 1;
  }
  return Fit::fits;
}

// The pages that kernels of an architecture may be built with.
std::vector<std::uint64_t> possible_pages(Arch arch) {
  switch (arch) {
  case Arch::aarch64:
  case Arch::mips:
  case Arch::mips64:
  case Arch::loongarch64: return {4096, 16384, 65536};
  case Arch::powerpc:
  case Arch::powerpc64: return {4096, 65536};
  default: return {4096};
  }
}

Checked with_known_page(const Subject& subject, const Fact<std::uint64_t>& page) {
  std::string relink = fmt::format("link with `-z max-page-size={}`", page.value);
  switch (fit(subject.file, page.value)) {
  case Fit::fits:
    return runs(fmt::format("its segments fit pages of {} bytes", page.value), page.evidence);
  case Fit::offsets_differ:
    return will_not_run(fmt::format("the program cannot be mapped in this kernel's pages of {} "
                                    "bytes: address and offset of a segment differ within a page",
                                    page.value),
                        page.evidence, relink);
  case Fit::pages_shared: break;
  }
  return cannot_tell(
      fmt::format("two segments of the program share one of this kernel's pages of {} bytes",
                  page.value),
      page.evidence, relink);
}

}  // namespace

Checked check_page_size(const Subject& subject) {
  const MaybeFact<std::uint64_t>& page = subject.device.page_size;
  // A size that no kernel has is not a fact: zero, or no power of two.
  if (page && page->value >= 512 && (page->value & (page->value - 1)) == 0)
    return with_known_page(subject, *page);
  for (std::uint64_t possible : possible_pages(subject.device.machine.value.arch)) {
    if (fit(subject.file, possible) != Fit::fits)
      return cannot_tell(fmt::format("the program does not fit pages of {} bytes, and the device "
                                     "did not say its page size",
                                     possible));
  }
  return runs("its segments fit every page size of this architecture");
}

}  // namespace ashore::verify
