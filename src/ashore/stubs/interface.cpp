// SPDX-License-Identifier: Apache-2.0
#include "ashore/stubs/interface.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>

#include "ashore/elf/loaded_image.h"
#include "ashore/elf/sections.h"
#include "ashore/elf/symbols.h"

namespace ashore::stubs {

namespace {

using Bytes = std::span<const std::byte>;

// gabi 4.1: st_shndx, p_type, st_info.
constexpr std::uint16_t undefined_section = 0, absolute_section = 0xFFF1, common_section = 0xFFF2;
constexpr std::uint32_t load_segment = 1, relro_segment = 0x6474E552;
constexpr std::uint8_t thread_local_type = 6;
// Beyond the pages of every architecture nothing is aligned.
constexpr std::uint64_t most_alignment = 65536;
// Where the library does not say how its sections are aligned: nothing that C declares wants more.
constexpr std::uint32_t usual_alignment = 16;
constexpr std::uint16_t hidden_version = 0x8000;

// One entry as the file has it.
struct Entry {
  Symbol symbol;
  std::uint16_t section = 0;
};

Entry entry_at(const ByteReader& table, std::uint64_t at, bool is_64) {
  Entry entry;
  Symbol& symbol = entry.symbol;
  symbol.name = *table.u32(at);
  if (is_64) {
    symbol.info = *table.u8(at + 4);
    symbol.other = *table.u8(at + 5);
    entry.section = *table.u16(at + 6);
    symbol.value = *table.u64(at + 8);
    symbol.size = *table.u64(at + 16);
  } else {
    symbol.value = *table.u32(at + 4);
    symbol.size = *table.u32(at + 8);
    symbol.info = *table.u8(at + 12);
    symbol.other = *table.u8(at + 13);
    entry.section = *table.u16(at + 14);
  }
  return entry;
}

Place place_of(const Entry& entry, const std::vector<ElfSegment>& segments) {
  switch (entry.section) {
  case undefined_section: return Place::undefined;
  case absolute_section: return Place::absolute;
  case common_section: return Place::common;
  default: break;
  }
  if ((entry.symbol.info & 0xF) == thread_local_type) return Place::thread;
  for (const ElfSegment& segment : segments) {
    bool is_inside = segment.is_load() && entry.symbol.value >= segment.address &&
                     entry.symbol.value - segment.address < segment.memory_size;
    if (!is_inside) continue;
    if (segment.is_executable()) return Place::code;
    return segment.is_writable() ? Place::variables : Place::constants;
  }
  return Place::code;
}

// Of each section, where the file has honest headers. A linker takes the least of this and of what
// the address allows.
std::vector<std::uint32_t> alignments_of(Bytes library, const ElfFacts& facts) {
  std::vector<std::uint32_t> alignments;
  Expected<std::vector<elf::Section>> sections = elf::sections(library, facts);
  if (!sections) return alignments;
  for (const elf::Section& section : *sections) {
    bool is_one = std::has_single_bit(section.alignment) && section.alignment <= most_alignment;
    alignments.push_back(is_one ? static_cast<std::uint32_t>(section.alignment) : 1);
  }
  return alignments;
}

Expected<void> add_symbols(const elf::LoadedImage& image,
                           const std::vector<std::uint32_t>& alignments, Interface& interface) {
  TRY_ASSIGN(elf::SymbolTable checked, elf::dynamic_symbols(image));
  if (checked.size() == 0) return {};
  const elf::DynamicEntries& dynamic = image.dynamic();
  std::uint64_t size = image.is_64() ? 24 : 16, count = checked.size();
  TRY_ASSIGN(Bytes table,
             image.part(dynamic.symbols.address.value_or(0), count * size, "dynamic symbol table"));
  TRY_ASSIGN(Bytes strings, image.part(dynamic.strings.address.value_or(0),
                                       dynamic.strings.size.value_or(0), "dynamic string table"));
  interface.strings.assign(reinterpret_cast<const char*>(strings.data()), strings.size());
  Bytes versions;
  if (interface.has_versions) {
    TRY_ASSIGN(versions, image.part(*dynamic.symbol_versions, 2 * count, "versions of symbols"));
  }
  ByteReader reader(table, image.endian()), version_reader(versions, image.endian());
  interface.symbols.reserve(count - 1);
  for (std::uint64_t i = 1; i < count; ++i) {
    Entry entry = entry_at(reader, i * size, image.is_64());
    Symbol& symbol = entry.symbol;
    symbol.place = place_of(entry, interface.segments);
    symbol.alignment =
        entry.section < alignments.size() ? alignments[entry.section] : usual_alignment;
    std::uint16_t version = version_reader.u16(2 * i).value_or(1);
    symbol.version = version & static_cast<std::uint16_t>(~hidden_version);
    symbol.is_hidden_version = (version & hidden_version) != 0;
    interface.symbols.push_back(symbol);
  }
  return {};
}

}  // namespace

std::string_view name_of(const Symbol& symbol, const Interface& interface) {
  if (symbol.name >= interface.strings.size()) return {};
  return interface.strings.c_str() + symbol.name;
}

Expected<Interface> interface_of(Bytes library) {
  TRY_ASSIGN(ElfFacts facts, elf::read(library));
  if (facts.type != ElfType::shared || !facts.has_dynamic_section)
    return failure(ErrorKind::bad_input, "this is no shared library: it has no dynamic section");
  TRY_ASSIGN(elf::LoadedImage image, elf::LoadedImage::of(library, facts));
  TRY_ASSIGN(elf::SymbolVersions versions, elf::symbol_versions(image));
  Interface interface;
  interface.bits = facts.bits;
  interface.endian = facts.endian;
  interface.os_abi = facts.os_abi;
  interface.machine = facts.machine;
  interface.flags = facts.flags;
  std::ranges::copy_if(facts.segments, std::back_inserter(interface.segments),
                       [](const ElfSegment& segment) {
                         return segment.type == load_segment || segment.type == relro_segment;
                       });
  interface.soname = facts.soname;
  interface.needed = facts.needed;
  interface.has_versions = image.dynamic().symbol_versions.has_value();
  interface.definitions = versions.defined();
  interface.needs = versions.needed();
  TRY(add_symbols(image, alignments_of(library, facts), interface));
  return interface;
}

}  // namespace ashore::stubs
