// SPDX-License-Identifier: Apache-2.0
#include "ashore/elf/debug_sections.h"

#include <array>
#include <optional>
#include <utility>

#include "ashore/elf/format.h"
#include "ashore/elf/sections.h"

namespace ashore::elf {

namespace {

constexpr std::uint64_t shf_compressed = 0x800;
constexpr std::uint32_t by_zlib = 1, by_zstd = 2;

constexpr std::array<std::pair<std::string_view, DebugPart>, 9> parts = {{
    {".debug_info", &DebugBytes::info},
    {".debug_abbrev", &DebugBytes::abbreviations},
    {".debug_str", &DebugBytes::strings},
    {".debug_line_str", &DebugBytes::line_strings},
    {".debug_str_offsets", &DebugBytes::string_offsets},
    {".debug_addr", &DebugBytes::addresses},
    {".debug_ranges", &DebugBytes::ranges},
    {".debug_rnglists", &DebugBytes::range_lists},
    {".debug_line", &DebugBytes::lines},
}};

// Elf32_Chdr and Elf64_Chdr (System V ABI, "Section Compression").
std::optional<DebugSection> compressed(std::string_view name, std::span<const std::byte> bytes,
                                       const ElfFacts& facts) {
  ByteReader reader(bytes, facts.endian);
  bool is_64 = facts.bits == 64;
  std::uint64_t head = is_64 ? 24 : 12;
  if (bytes.size() < head) return std::nullopt;
  std::uint32_t type = *reader.u32(0);
  if (type != by_zlib && type != by_zstd) return std::nullopt;
  std::uint64_t size = is_64 ? *reader.u64(8) : *reader.u32(4);
  return DebugSection{name, bytes.subspan(head), type == by_zlib ? Packing::zlib : Packing::zstd,
                      size};
}

// GNU's older way: "ZLIB" and the size, big-endian in all files.
std::optional<DebugSection> compressed_by_gnu(std::string_view name,
                                              std::span<const std::byte> bytes) {
  constexpr std::uint32_t zlib = 0x5a4c4942;
  ByteReader reader(bytes, Endian::big);
  if (bytes.size() < 12 || reader.u32(0) != zlib) return std::nullopt;
  return DebugSection{name, bytes.subspan(12), Packing::zlib, *reader.u64(4)};
}

std::optional<DebugSection> debug_section(std::span<const std::byte> file, const Section& section,
                                          const ElfFacts& facts) {
  std::span<const std::byte> bytes = content_of(file, section);
  if (bytes.empty() || section.is_loaded()) return std::nullopt;
  if (section.name.starts_with(".zdebug_")) {
    for (const auto& [name, part] : parts)
      if (name.substr(1) == section.name.substr(2)) return compressed_by_gnu(name, bytes);
  }
  if (debug_part(section.name) == nullptr) return std::nullopt;
  if ((section.flags & shf_compressed) != 0) return compressed(section.name, bytes, facts);
  return DebugSection{section.name, bytes, Packing::none, bytes.size()};
}

}  // namespace

DebugPart debug_part(std::string_view section) {
  for (const auto& [name, part] : parts)
    if (name == section) return part;
  return nullptr;
}

std::vector<DebugSection> debug_sections(std::span<const std::byte> file, const ElfFacts& facts) {
  std::vector<DebugSection> found;
  Expected<std::vector<Section>> all = sections(file, facts);
  if (!all) return found;
  for (const Section& section : *all) {
    // A file has one of each; more of them would be read more often than they are long.
    if (found.size() == parts.size()) break;
    if (std::optional<DebugSection> one = debug_section(file, section, facts))
      found.push_back(*one);
  }
  return found;
}

}  // namespace ashore::elf
