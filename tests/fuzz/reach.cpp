// SPDX-License-Identifier: Apache-2.0
// Any bytes that can be loaded are followed to an end: what was reached lies within the executable
// bytes, once for each way to read it, and a descent is complete only if nothing is open.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <span>

#include "ashore/elf/elf.h"
#include "ashore/elf/loaded_image.h"
#include "ashore/reach/reach.h"

namespace {

using ashore::reach::CodeKind;

void require(bool holds) {
  if (!holds) std::abort();
}

void require_within(const ashore::elf::LoadedImage& image, const ashore::reach::Descent& descent) {
  std::uint64_t last_begin = 0, last_end[ashore::flow::code_kinds] = {};
  for (const ashore::reach::Reached& reached : descent.code) {
    require(reached.begin < reached.end);
    require(image.is_code(reached.begin) && image.is_code(reached.end - 1));
    require(reached.begin >= last_begin);
    last_begin = reached.begin;
    // Instructions of two lengths may overlap where bytes are read from two places.
    std::uint64_t& end = last_end[static_cast<std::size_t>(reached.kind)];
    bool may_overlap = reached.kind == CodeKind::thumb || reached.kind == CodeKind::riscv;
    require(may_overlap || reached.begin >= end);
    end = reached.end;
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::span<const std::byte> bytes = std::as_bytes(std::span(data, size));
  ashore::Expected<ashore::ElfFacts> facts = ashore::elf::read(bytes);
  if (!facts) return 0;
  ashore::Expected<ashore::elf::LoadedImage> image = ashore::elf::LoadedImage::of(bytes, *facts);
  if (!image) return 0;
  ashore::Expected<ashore::reach::Descent> descent = ashore::reach::descend(*image);
  if (!descent) {
    require(!descent.error().message().empty());
    return 0;
  }
  require(descent->is_complete == descent->open.empty());
  for (const ashore::reach::Open& open : descent->open) require(!open.why.empty());
  require_within(*image, *descent);
  return 0;
}
