// SPDX-License-Identifier: Apache-2.0
// Any bytes end in facts or in an error that a person can read, and the facts stay within limits.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <span>

#include "ashore/elf/elf.h"
#include "ashore/elf/recognise.h"
#include "ashore/elf/sound_answers.h"

namespace {

using ashore::elf::require;

void require_sound(const ashore::Expected<ashore::ElfFacts>& facts, std::size_t size) {
  if (!facts) {
    require(facts.error().kind() == ashore::ErrorKind::bad_input);
    require(!facts.error().message().empty());
    return;
  }
  require(facts->bits == 32 || facts->bits == 64);
  require(facts->segments.size() <= size / 32);
  require(facts->needed.size() <= size / 8);
  for (const std::string& library : facts->needed) require(library.size() < size);
  require(!facts->interpreter || facts->interpreter->size() < size);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::span<const std::byte> bytes = std::as_bytes(std::span(data, size));
  ashore::Expected<ashore::ElfFacts> whole = ashore::elf::read(bytes);
  ashore::Expected<ashore::ElfFacts> head = ashore::elf::read_head(bytes);
  require_sound(whole, size);
  require_sound(head, size);
  ashore::elf::require_sound_outside(bytes);
  if (whole) {
    ashore::elf::require_sound_answers(bytes, *whole);
    // What was read of a whole file, its first bytes do not deny.
    require(head && head->arch == whole->arch && head->segments == whole->segments);
    require(head->interpreter == whole->interpreter);
    require(ashore::elf::recognise(bytes).kind == ashore::elf::FileKind::elf);
    for (const ashore::ElfSegment& segment : whole->segments)
      require(!segment.is_load() || segment.offset + segment.file_size <= size);
  }
  return 0;
}
