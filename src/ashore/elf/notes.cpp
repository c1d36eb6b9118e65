// SPDX-License-Identifier: Apache-2.0
// Build id and oldest kernel, from notes (gabi, "Note Section"; LSB for NT_GNU_ABI_TAG).
#include "ashore/base/text.h"
#include "ashore/elf/attributes.h"
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

// Calls `take` with type and text of GNU's notes in one segment or section; `left` bounds the work
// over all of them, since segments may overlap.
template <class Take>
void for_each_gnu_note(std::span<const std::byte> bytes, std::uint64_t align, Endian endian,
                       std::size_t& left, Take take) {
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
    if (name_size == 4 && is_gnu(notes, name_at)) take(type, *text);
    at = aligned(text_at + text_size, align);
  }
}

// GNU's notes of all segments.
template <class Take>
void for_each_gnu_note_of_segments(const Source& source, const ElfFacts& facts, std::size_t& left,
                                   Take take) {
  for (const ElfSegment& segment : facts.segments) {
    if (segment.type != pt_note) continue;
    std::optional<std::span<const std::byte>> bytes =
        source.reader.slice(segment.offset, segment.file_size);
    if (!bytes) continue;
    for_each_gnu_note(*bytes, segment.align == 8 ? 8 : 4, source.reader.endian(), left, take);
  }
}

// An array of type, size and value, each padded to a word.
void take_properties(std::span<const std::byte> text, const Source& source, const ElfFacts& facts,
                     GnuProperties& properties) {
  constexpr std::uint32_t aarch64_feature_1_and = 0xc0000000, x86_feature_1_and = 0xc0000002,
                          x86_isa_1_needed = 0xc0008002;
  bool is_x86 = facts.machine == em_386 || facts.machine == em_x86_64;
  ByteReader fields(text, source.reader.endian());
  std::uint64_t at = 0;
  // A few kinds are defined; thousands of segments may share one endless note.
  constexpr int property_limit = 64;
  for (int left = property_limit; left > 0; --left) {
    std::optional<std::uint32_t> size = fields.u32(at + 4);
    if (!size) return;
    std::uint32_t type = *fields.u32(at);
    std::optional<std::uint32_t> value = *size >= 4 ? fields.u32(at + 8) : std::nullopt;
    if (is_x86 && type == x86_isa_1_needed) properties.x86_isa_needed = value;
    if (is_x86 && type == x86_feature_1_and) properties.x86_features = value;
    if (facts.machine == em_aarch64 && type == aarch64_feature_1_and)
      properties.aarch64_features = value;
    at = aligned(at + 8 + *size, source.word_size());
  }
}

}  // namespace

void read_notes(const Source& source, ElfFacts& facts) {
  std::size_t left = note_limit;
  Endian endian = source.reader.endian();
  auto take = [&](std::uint32_t type, std::span<const std::byte> text) {
    take_gnu_note(type, text, endian, facts);
  };
  for_each_gnu_note_of_segments(source, facts, left, take);
  // Objects have no segments, and some linkers leave notes out of them.
  if (facts.build_id) return;
  for (std::span<const std::byte> bytes : contents_of_sections(source, sht_note))
    for_each_gnu_note(bytes, 4, endian, left, take);
}

GnuProperties gnu_properties(std::span<const std::byte> file, const ElfFacts& facts) {
  constexpr std::uint32_t nt_gnu_property_type_0 = 5;
  Source source = source_of(file, facts);
  std::size_t left = note_limit;
  GnuProperties properties;
  auto take = [&](std::uint32_t type, std::span<const std::byte> text) {
    if (type == nt_gnu_property_type_0) take_properties(text, source, facts, properties);
  };
  for_each_gnu_note_of_segments(source, facts, left, take);
  if (!facts.segments.empty()) return properties;
  // Their text is padded to a word, but a section has one note only.
  for (std::span<const std::byte> bytes : contents_of_sections(source, sht_note))
    for_each_gnu_note(bytes, source.word_size(), source.reader.endian(), left, take);
  return properties;
}

}  // namespace ashore::elf
