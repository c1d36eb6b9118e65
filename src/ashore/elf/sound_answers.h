// SPDX-License-Identifier: Apache-2.0
// What holds for everything that is read of an ELF file on demand, whatever its bytes are. For
// tests and fuzz targets: ends the program where it does not hold.
#pragma once

#include <algorithm>
#include <cstddef>
#include <functional>
#include <span>

#include "ashore/base/assert.h"
#include "ashore/elf/archive.h"
#include "ashore/elf/attributes.h"
#include "ashore/elf/code_roots.h"
#include "ashore/elf/compile_units.h"
#include "ashore/elf/debug_sections.h"
#include "ashore/elf/mapping.h"
#include "ashore/elf/recognise.h"
#include "ashore/elf/sections.h"
#include "ashore/elf/source_lines.h"
#include "ashore/elf/symbols.h"
#include "ashore/elf/versions.h"

namespace ashore::elf {

inline void require(bool holds) { ASHORE_ASSERT(holds, "what was read of the file is not sound"); }

// Every error is about the bytes and says something.
template <class T> bool is_good(const Expected<T>& result) {
  if (result) return true;
  require(result.error().kind() == ErrorKind::bad_input);
  require(!result.error().message().empty() && result.error().message().size() < 20'000);
  return false;
}

inline void require_inside(std::span<const std::byte> file, std::span<const std::byte> part) {
  if (part.empty()) return;
  std::less_equal<const std::byte*> not_behind;
  require(not_behind(file.data(), part.data()));
  require(not_behind(part.data() + part.size(), file.data() + file.size()));
}

inline void require_inside(std::span<const std::byte> file, std::string_view text) {
  require_inside(file, std::as_bytes(std::span(text)));
}

inline void require_sound_symbols(std::span<const std::byte> file,
                                  const Expected<SymbolTable>& symbols) {
  if (!is_good(symbols)) return;
  require(symbols->size() <= file.size() / 16);
  for (std::size_t i = 0; i < symbols->size(); ++i) require_inside(file, (*symbols)[i].name);
}

inline void require_sound_sections(std::span<const std::byte> file, const ElfFacts& facts) {
  Expected<std::vector<Section>> all = sections(file, facts);
  if (!is_good(all)) return;
  require(all->size() <= file.size() / 40);
  for (const Section& section : *all) {
    require_inside(file, section.name);
    require_inside(file, content_of(file, section));
  }
}

inline void require_sound_mapping(std::span<const std::byte> file, const ElfFacts& facts) {
  Expected<std::vector<MappedRange>> ranges = mapped_ranges(file, facts);
  if (!is_good(ranges)) return;
  for (std::size_t i = 0; i < ranges->size(); ++i) {
    const MappedRange& range = (*ranges)[i];
    require(range.begin < range.end && range.end - range.begin <= file.size());
    require_inside(file, range.isa);
    if (i == 0) continue;
    const MappedRange& before = (*ranges)[i - 1];
    require(before.end <= range.begin || before.section < range.section);
  }
}

inline void require_sound_code(const LoadedImage& image,
                               const std::vector<std::uint64_t>& addresses) {
  require(std::ranges::is_sorted(addresses, std::ranges::less_equal{}));
  for (std::uint64_t address : addresses) require(image.is_code(address & ~std::uint64_t{1}));
}

inline void require_sound_image(const LoadedImage& image) {
  std::span<const std::byte> file = image.file();
  for (const CodeRange& range : image.code()) {
    require(range.offset + range.size <= file.size());
    require(image.is_code(range.address) && image.bytes_at(range.address, range.size));
    require(image.offset_of(range.address, range.size) == range.offset);
  }
  Expected<SymbolTable> symbols = dynamic_symbols(image);
  require_sound_symbols(file, symbols);
  Expected<SymbolVersions> versions = symbol_versions(image);
  if (is_good(versions) && symbols) {
    require(versions->needed().size() + versions->defined().size() <= file.size());
    for (std::size_t i = 0; i < symbols->size(); ++i)
      require(versions->of_symbol(i).version.size() <= file.size());
  }
  Expected<StartCode> start = start_code(image);
  if (is_good(start)) require(start->init_array.size() <= file.size() / 4);
  Expected<RelocatedCode> code = relocated_code(image);
  if (is_good(code)) {
    require_sound_code(image, code->addresses);
    require_sound_code(image, code->resolvers);
  }
  require_sound_code(image, possible_code_pointers(image));
}

// Names for people, of sections that are not packed.
inline void require_sound_names(std::span<const std::byte> file, const ElfFacts& facts) {
  DebugBytes debug;
  debug.endian = facts.endian;
  for (const DebugSection& section : debug_sections(file, facts)) {
    require_inside(file, section.bytes);
    if (section.packing == Packing::none) debug.*debug_part(section.name) = section.bytes;
  }
  CompileUnits units = CompileUnits::of(debug);
  LinePrograms programs(debug);
  SourceLines lines;
  for (const ElfSegment& segment : facts.segments) {
    if (!segment.is_load() || segment.memory_size == 0) continue;
    for (std::uint64_t address = segment.address;
         address < segment.address + std::min<std::uint64_t>(segment.memory_size, 64); ++address) {
      const CompileUnit* unit = units.at(address);
      if (unit == nullptr) continue;
      require_inside(file, units.name(*unit));
      std::uint64_t wanted[] = {address, address + 4};
      programs.add_lines(*unit, wanted, lines);
    }
  }
  require(units.empty() || !debug.info.empty());
  for (const auto& [address, line] : lines) require_inside(file, line.file);
}

// Everything that can be asked of a file whose facts were read.
inline void require_sound_answers(std::span<const std::byte> file, const ElfFacts& facts) {
  require_sound_sections(file, facts);
  require_sound_symbols(file, static_symbols(file, facts));
  require_sound_mapping(file, facts);
  require_sound_names(file, facts);
  (void)gnu_properties(file, facts);
  std::optional<RiscvAttributes> attributes = riscv_attributes(file, facts);
  require(!attributes || attributes->arch.size() <= file.size());
  Expected<LoadedImage> image = LoadedImage::of(file, facts);
  if (is_good(image)) require_sound_image(*image);
}

// What needs no ELF header.
inline void require_sound_outside(std::span<const std::byte> file) {
  require(!what_is_it(file).empty());
  Expected<std::vector<ArchiveMember>> members = archive_members(file);
  if (!is_good(members)) return;
  require(members->size() <= file.size() / 60);
  for (const ArchiveMember& member : *members) {
    require_inside(file, member.name);
    require_inside(file, member.bytes);
  }
}

}  // namespace ashore::elf
