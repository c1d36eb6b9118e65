// SPDX-License-Identifier: Apache-2.0
#include "ashore/elf/sections.h"

#include <algorithm>
#include <optional>

#include <fmt/format.h>

#include "ashore/elf/format.h"
#include "ashore/elf/loaded_image.h"

namespace ashore::elf {

namespace {

// Names are for people; sections that all share one endless name must not cost more than this.
constexpr std::uint64_t name_limit = 1024;

// Where the headers are; their count and their string table may be in section 0 if they are too
// many for the ELF header's fields.
struct SectionTable {
  std::uint64_t offset = 0, entry_size = 0, count = 0, names = 0;
};

Expected<SectionTable> table_of(const Source& source) {
  constexpr std::uint64_t extended = 0xFFFF;
  SectionTable table;
  table.offset = *source.word(source.is_64 ? 40 : 32);
  if (table.offset == 0) return table;
  table.entry_size = *source.reader.u16(source.is_64 ? 58 : 46);
  table.count = *source.reader.u16(source.is_64 ? 60 : 48);
  table.names = *source.reader.u16(source.is_64 ? 62 : 50);
  std::uint64_t expected_size = source.is_64 ? 64 : 40;
  if (table.count == 0 && table.entry_size == 0) return SectionTable();
  if (table.entry_size != expected_size)
    return failure(ErrorKind::bad_input,
                   fmt::format("ELF header: section headers of {} bytes instead of {}",
                               table.entry_size, expected_size));
  TRY(part(source, table.offset, expected_size, "section headers"));
  if (table.count == 0) table.count = *source.word(table.offset + (source.is_64 ? 32 : 20));
  if (table.names == extended)
    table.names = *source.reader.u32(table.offset + (source.is_64 ? 40 : 24));
  // Before the product: it must not overflow.
  if (table.count > source.reader.size())
    return failure(ErrorKind::bad_input,
                   fmt::format("section headers: {} of them in a file of {:#x} bytes", table.count,
                               source.reader.size()));
  TRY(part(source, table.offset, table.count * expected_size, "section headers"));
  return table;
}

Section section_at(const Source& source, std::uint64_t at) {
  std::uint64_t word = source.word_size();
  Section section;
  section.type = *source.reader.u32(at + 4);
  section.flags = *source.word(at + 8);
  section.address = *source.word(at + 8 + word);
  section.offset = *source.word(at + 8 + 2 * word);
  section.size = *source.word(at + 8 + 3 * word);
  section.link = *source.reader.u32(at + 8 + 4 * word);
  section.info = *source.reader.u32(at + 12 + 4 * word);
  section.alignment = *source.word(at + 16 + 4 * word);
  section.entry_size = *source.word(at + 16 + 5 * word);
  return section;
}

void name_sections(const Source& source, const SectionTable& table,
                   std::vector<Section>& sections) {
  if (table.names >= sections.size() || !sections[table.names].is_in_file()) return;
  const Section& names = sections[table.names];
  std::span<const std::byte> strings = *source.reader.slice(names.offset, names.size);
  for (std::size_t i = 0; i < sections.size(); ++i) {
    std::uint64_t at = *source.reader.u32(table.offset + i * table.entry_size);
    if (at >= strings.size()) continue;
    std::span<const std::byte> rest = strings.subspan(at);
    std::string_view text(reinterpret_cast<const char*>(rest.data()),
                          std::min<std::uint64_t>(rest.size(), name_limit));
    sections[i].name = text.substr(0, text.find('\0'));
  }
}

Expected<void> require_agreement(const LoadedImage& image, const std::vector<Section>& sections) {
  for (std::size_t i = 0; i < sections.size(); ++i) {
    const Section& section = sections[i];
    if (!section.is_loaded() || !section.is_in_file() || section.size == 0) continue;
    if (image.offset_of(section.address, section.size) != section.offset)
      return failure(ErrorKind::bad_input,
                     fmt::format("section {}: {:#x} bytes at address {:#x} and offset {:#x} are "
                                 "not those of any segment",
                                 i, section.size, section.address, section.offset));
  }
  return {};
}

}  // namespace

Expected<std::vector<Section>> sections(std::span<const std::byte> file, const ElfFacts& facts) {
  Source source = source_of(file, facts);
  TRY(part(source, 0, source.is_64 ? 64 : 52, "ELF header"));
  TRY_ASSIGN(SectionTable table, table_of(source));
  std::vector<Section> found;
  found.reserve(table.count);
  for (std::uint64_t i = 0; i < table.count; ++i) {
    found.push_back(section_at(source, table.offset + i * table.entry_size));
    const Section& section = found.back();
    if (!section.is_in_file()) continue;
    TRY(part(source, section.offset, section.size, fmt::format("section {}", i)));
  }
  name_sections(source, table, found);
  if (facts.segments.empty()) return found;
  TRY_ASSIGN(LoadedImage image, LoadedImage::of(file, facts));
  TRY(require_agreement(image, found));
  return found;
}

std::span<const std::byte> content_of(std::span<const std::byte> file, const Section& section) {
  if (!section.is_in_file()) return {};
  return ByteReader(file, Endian::little)
      .slice(section.offset, section.size)
      .value_or(std::span<const std::byte>());
}

}  // namespace ashore::elf
