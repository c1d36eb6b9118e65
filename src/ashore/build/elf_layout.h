// SPDX-License-Identifier: Apache-2.0
// Where the parts of an ELF file lie, as far as moving them asks for it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "ashore/base/byte_reader.h"
#include "ashore/base/expected.h"

namespace ashore::build {

// Section types and flags (gABI, chapter 4, "Sections").
inline constexpr std::uint32_t section_null = 0;
inline constexpr std::uint32_t section_symbols = 2;  // SHT_SYMTAB
inline constexpr std::uint32_t section_rela = 4;
inline constexpr std::uint32_t section_note = 7;
inline constexpr std::uint32_t section_nobits = 8;
inline constexpr std::uint32_t section_rel = 9;
inline constexpr std::uint32_t section_symbol_sections = 18;  // SHT_SYMTAB_SHNDX
inline constexpr std::uint64_t section_is_loaded = 2;         // SHF_ALLOC
inline constexpr std::uint64_t section_info_is_section = 64;  // SHF_INFO_LINK

struct Section {
  std::string_view name;  // a view into the file
  std::uint32_t type = 0;
  std::uint64_t flags = 0, offset = 0, size = 0, alignment = 0;
  std::uint64_t bytes_in_file() const {
    return type == section_null || type == section_nobits ? 0 : size;
  }
};

struct ElfLayout {
  Endian endian = Endian::little;
  bool wide = false;  // ELFCLASS64
  std::uint64_t section_table = 0;
  std::uint64_t section_entry_size = 0;
  std::vector<Section> sections;  // each lies within the file
  // Up to here nothing may move: headers, and whatever a segment or a loaded section covers.
  std::uint64_t pinned = 0;
};

// Reads the layout of a complete ELF file; ErrorKind::bad_input says what lies where it cannot.
Expected<ElfLayout> read_layout(std::span<const std::byte> file);

}  // namespace ashore::build
