// SPDX-License-Identifier: Apache-2.0
// Build id and oldest kernel, from notes (gabi, "Note Section"; LSB for NT_GNU_ABI_TAG).
#include "ashore/base/text.h"
#include "ashore/elf/format.h"

namespace ashore::elf {

namespace {

constexpr std::uint32_t nt_gnu_abi_tag = 1, nt_gnu_build_id = 3;

constexpr std::uint64_t aligned(std::uint64_t value, std::uint64_t align) {
  return (value + align - 1) & ~(align - 1);
}

bool is_gnu(const ByteReader& notes, std::uint64_t at) {
  std::optional<std::span<const std::byte>> name = notes.slice(at, 4);
  return name && ByteReader(*name, Endian::little).c_string(0) == "GNU";
}

void take_gnu_note(std::uint32_t type, std::span<const std::byte> text, Endian endian,
                   ElfFacts& facts) {
  if (type == nt_gnu_build_id && !text.empty() && text.size() <= build_id_limit && !facts.build_id)
    facts.build_id = hex(text);
  if (type != nt_gnu_abi_tag || text.size() < 16 || facts.minimum_kernel) return;
  ByteReader words(text, endian);
  if (*words.u32(0) != 0) return;  // another system than Linux
  Version kernel{{*words.u32(4), *words.u32(8), *words.u32(12)}};
  // As people write it.
  if (kernel.parts[2] == 0) kernel.parts.pop_back();
  facts.minimum_kernel = std::move(kernel);
}

// All notes of one segment or section; `left` bounds the work over all of them, since segments may
// overlap.
void read_note_bytes(std::span<const std::byte> bytes, std::uint64_t align, Endian endian,
                     std::size_t& left, ElfFacts& facts) {
  ByteReader notes(bytes, endian);
  std::uint64_t at = 0;
  while (left > 0 && notes.slice(at, 12)) {
    --left;
    std::uint64_t name_size = *notes.u32(at);
    std::uint64_t text_size = *notes.u32(at + 4);
    std::uint32_t type = *notes.u32(at + 8);
    std::uint64_t name_at = at + 12;
    std::uint64_t text_at = aligned(name_at + name_size, align);
    std::optional<std::span<const std::byte>> text = notes.slice(text_at, text_size);
    if (!text) return;
    if (name_size == 4 && is_gnu(notes, name_at)) take_gnu_note(type, *text, endian, facts);
    at = aligned(text_at + text_size, align);
  }
}

}  // namespace

void read_notes(const Source& source, ElfFacts& facts) {
  std::size_t left = note_limit;
  Endian endian = source.reader.endian();
  for (const ElfSegment& segment : facts.segments) {
    if (segment.type != pt_note) continue;
    std::optional<std::span<const std::byte>> bytes =
        source.reader.slice(segment.offset, segment.file_size);
    if (bytes) read_note_bytes(*bytes, segment.align == 8 ? 8 : 4, endian, left, facts);
  }
  // Objects have no segments, and some linkers leave notes out of them.
  if (facts.build_id) return;
  for (std::span<const std::byte> bytes : sections(source, sht_note))
    read_note_bytes(bytes, 4, endian, left, facts);
}

}  // namespace ashore::elf
