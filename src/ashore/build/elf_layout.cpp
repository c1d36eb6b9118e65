// SPDX-License-Identifier: Apache-2.0
#include "ashore/build/elf_layout.h"

#include <algorithm>
#include <optional>

#include <fmt/format.h>

namespace ashore::build {

namespace {

constexpr std::uint64_t most_sections = 0xff00;  // SHN_LORESERVE: more are counted elsewhere
constexpr std::uint64_t largest_alignment = 1 << 20;

Failure broken(std::string what) {
  return failure(ErrorKind::bad_input, "broken ELF file: " + std::move(what));
}

// Fields of both classes by one name each; `wide` ones are 4 or 8 bytes.
class Fields {
 public:
  Fields(const ByteReader& reader, bool wide) : reader_(reader), wide_(wide) {}

  // `narrow` and `wide` are the field's offsets in a header of 32 and of 64 bits.
  std::optional<std::uint64_t> address(std::uint64_t header, unsigned narrow, unsigned wide) const {
    if (wide_) return reader_.u64(header + wide);
    return word(header + narrow);
  }
  std::optional<std::uint64_t> word(std::uint64_t offset) const {
    std::optional<std::uint32_t> value = reader_.u32(offset);
    if (!value) return std::nullopt;
    return *value;
  }
  std::optional<std::uint64_t> half(unsigned narrow, unsigned wide) const {
    std::optional<std::uint16_t> value = reader_.u16(wide_ ? wide : narrow);
    if (!value) return std::nullopt;
    return *value;
  }

 private:
  const ByteReader& reader_;
  bool wide_;
};

// The offset behind [offset, offset + size), which must lie within the file.
std::optional<std::uint64_t> end_of(const ByteReader& reader, std::uint64_t offset,
                                    std::uint64_t size) {
  if (!reader.slice(offset, size)) return std::nullopt;
  return offset + size;
}

Expected<void> pin_segments(const ByteReader& reader, const Fields& fields, ElfLayout& layout) {
  std::optional<std::uint64_t> table = fields.address(0, 28, 32);
  std::optional<std::uint64_t> entry_size = fields.half(42, 54);
  std::optional<std::uint64_t> count = fields.half(44, 56);
  if (!table || !entry_size || !count) return broken("its header is cut off");
  if (*count == 0) return {};
  if (*entry_size < (layout.wide ? 56U : 32U)) return broken("program headers are too small");
  std::optional<std::uint64_t> end = end_of(reader, *table, *entry_size * *count);
  if (!end) return broken("the program headers end after the file");
  layout.pinned = std::max(layout.pinned, *end);
  for (std::uint64_t i = 0; i < *count; ++i) {
    std::uint64_t header = *table + i * *entry_size;
    std::uint64_t offset = *fields.address(header, 4, 8);
    std::uint64_t size = *fields.address(header, 16, 32);
    if (size == 0) continue;
    std::optional<std::uint64_t> segment_end = end_of(reader, offset, size);
    if (!segment_end) {
      return broken(
          fmt::format("program header {}: {:#x} bytes at {:#x} end after the file ({:#x})", i, size,
                      offset, reader.size()));
    }
    layout.pinned = std::max(layout.pinned, *segment_end);
  }
  return {};
}

Expected<Section> read_section(const ByteReader& reader, const Fields& fields, std::uint64_t index,
                               std::uint64_t header) {
  Section section;
  section.type = static_cast<std::uint32_t>(*fields.word(header + 4));
  section.flags = *fields.address(header, 8, 8);
  section.offset = *fields.address(header, 16, 24);
  section.size = *fields.address(header, 20, 32);
  section.alignment = *fields.address(header, 32, 48);
  if (section.bytes_in_file() != 0 && !reader.slice(section.offset, section.size)) {
    return broken(fmt::format("section {}: {:#x} bytes at {:#x} end after the file ({:#x})", index,
                              section.size, section.offset, reader.size()));
  }
  if (section.alignment > largest_alignment || (section.alignment & (section.alignment - 1)) != 0) {
    return broken(fmt::format("section {}: alignment {:#x}", index, section.alignment));
  }
  return section;
}

Expected<void> read_sections(const ByteReader& reader, const Fields& fields, ElfLayout& layout) {
  std::optional<std::uint64_t> table = fields.address(0, 32, 40);
  std::optional<std::uint64_t> entry_size = fields.half(46, 58);
  std::optional<std::uint64_t> count = fields.half(48, 60);
  std::optional<std::uint64_t> names_index = fields.half(50, 62);
  if (!table || !entry_size || !count || !names_index) return broken("its header is cut off");
  if (*table == 0 || *count == 0 || *count >= most_sections) return {};
  if (*entry_size != (layout.wide ? 64U : 40U)) return broken("section headers of a strange size");
  if (!end_of(reader, *table, *entry_size * *count)) {
    return broken("the section headers end after the file");
  }
  layout.section_table = *table;
  layout.section_entry_size = *entry_size;
  for (std::uint64_t i = 0; i < *count; ++i) {
    TRY_ASSIGN(Section section, read_section(reader, fields, i, *table + i * *entry_size));
    if ((section.flags & section_is_loaded) != 0 && section.bytes_in_file() != 0) {
      layout.pinned = std::max(layout.pinned, section.offset + section.size);
    }
    layout.sections.push_back(section);
  }
  if (*names_index >= layout.sections.size()) return broken("its section names are nowhere");
  const Section names = layout.sections[*names_index];
  std::optional<std::span<const std::byte>> text =
      reader.slice(names.offset, names.bytes_in_file());
  if (!text) return broken("its section names end after the file");
  ByteReader name_reader(*text, layout.endian);
  for (std::uint64_t i = 0; i < *count; ++i) {
    std::uint64_t at = *fields.word(*table + i * *entry_size);
    layout.sections[i].name = name_reader.c_string(at).value_or(std::string_view());
  }
  return {};
}

}  // namespace

Expected<ElfLayout> read_layout(std::span<const std::byte> file) {
  ByteReader magic(file, Endian::big);
  if (magic.u32(0) != 0x7f454c46U) return failure(ErrorKind::bad_input, "not an ELF file");
  std::optional<std::uint8_t> word_size = magic.u8(4);
  std::optional<std::uint8_t> byte_order = magic.u8(5);
  if (!word_size || *word_size < 1 || *word_size > 2) return broken("its class is unknown");
  if (!byte_order || *byte_order < 1 || *byte_order > 2) return broken("its byte order is unknown");

  ElfLayout layout;
  layout.wide = *word_size == 2;
  layout.endian = *byte_order == 2 ? Endian::big : Endian::little;
  ByteReader reader(file, layout.endian);
  Fields fields(reader, layout.wide);
  layout.pinned = layout.wide ? 64 : 52;
  if (reader.size() < layout.pinned) return broken("its header is cut off");
  TRY(pin_segments(reader, fields, layout));
  TRY(read_sections(reader, fields, layout));
  return layout;
}

}  // namespace ashore::build
