// SPDX-License-Identifier: Apache-2.0
// Mapping symbols: "ELF for the Arm Architecture", 5.5.5; the same for AArch64, 5.6.5; RISC-V
// psABI, "Mapping Symbol".
#include "ashore/elf/mapping.h"

#include <algorithm>
#include <optional>
#include <tuple>

#include <fmt/format.h>

#include "ashore/elf/format.h"
#include "ashore/elf/static_symbols.h"

namespace ashore::elf {

namespace {

// "$a", "$a.17" and, on RISC-V alone, "$xrv64gc".
std::optional<MappedRange> range_begun_by(const Symbol& symbol, std::uint16_t machine) {
  if (symbol.kind != SymbolKind::none || symbol.binding != SymbolBinding::local) return {};
  std::string_view name = symbol.name;
  if (name.size() < 2 || name[0] != '$') return {};
  std::string_view rest = name.substr(2);
  MappedRange range;
  range.begin = symbol.value;
  range.section = symbol.section;
  bool has_isa = machine == em_riscv && name[1] == 'x' && rest.starts_with("rv");
  if (has_isa) {
    range.isa = rest.substr(0, rest.find('.'));
  } else if (!rest.empty() && rest[0] != '.') {
    return {};
  }
  switch (name[1]) {
  case 'd': range.kind = MappedKind::data; return range;
  case 'a': range.kind = MappedKind::arm; break;
  case 't': range.kind = MappedKind::thumb; break;
  case 'x': range.kind = MappedKind::code; break;
  default: return {};
  }
  if ((name[1] == 'x') == (machine == em_arm)) return {};
  return range;
}

bool has_mapping_symbols(std::uint16_t machine) {
  return machine == em_arm || machine == em_aarch64 || machine == em_riscv;
}

// Sets the ends, and drops what is empty or contradicted.
std::vector<MappedRange> closed(std::vector<MappedRange> begun, const std::vector<Section>& all,
                                bool is_object) {
  std::vector<MappedRange> ranges;
  for (std::size_t i = 0; i < begun.size();) {
    const MappedRange& first = begun[i];
    bool contradicted = false;
    std::size_t next = i;
    for (; next < begun.size() && begun[next].section == first.section &&
           begun[next].begin == first.begin;
         ++next)
      contradicted |= begun[next].kind != first.kind || begun[next].isa != first.isa;
    const Section& section = all[first.section];
    MappedRange range = first;
    range.end = (is_object ? 0 : section.address) + section.size;
    if (next < begun.size() && begun[next].section == first.section) range.end = begun[next].begin;
    if (!contradicted && range.end > range.begin) ranges.push_back(range);
    i = next;
  }
  return ranges;
}

// Two sections at one address would let the data of one excuse the code of the other.
Expected<void> require_apart(std::vector<MappedRange>& ranges) {
  std::ranges::sort(ranges, {}, &MappedRange::begin);
  for (std::size_t i = 1; i < ranges.size(); ++i) {
    if (ranges[i].begin < ranges[i - 1].end)
      return failure(ErrorKind::bad_input,
                     fmt::format("mapping symbols: sections {} and {} overlap at {:#x}",
                                 ranges[i - 1].section, ranges[i].section, ranges[i].begin));
  }
  return {};
}

}  // namespace

Expected<std::vector<MappedRange>> mapped_ranges(std::span<const std::byte> file,
                                                 const ElfFacts& facts) {
  if (!has_mapping_symbols(facts.machine)) return std::vector<MappedRange>();
  TRY_ASSIGN(std::vector<Section> all, sections(file, facts));
  TRY_ASSIGN(SymbolTable symbols, static_symbols(file, facts, all));
  bool is_object = facts.type == ElfType::relocatable;
  std::vector<MappedRange> begun;
  for (std::size_t i = 0; i < symbols.size(); ++i) {
    std::optional<MappedRange> range = range_begun_by(symbols[i], facts.machine);
    if (!range) continue;
    // Linkers leave the symbols of sections that they dropped.
    if (range->section == 0 || range->section >= all.size()) continue;
    const Section& section = all[range->section];
    if (!section.is_loaded() || !section.is_in_file()) continue;
    std::uint64_t start = is_object ? 0 : section.address;
    // A lost symbol would let the range before it reach too far.
    if (range->begin < start || range->begin - start > section.size)
      return failure(ErrorKind::bad_input,
                     fmt::format("mapping symbol {} at {:#x} lies outside its section {} ({:#x} "
                                 "bytes at {:#x})",
                                 i, range->begin, range->section, section.size, start));
    begun.push_back(*range);
  }
  std::ranges::sort(begun, {}, [](const MappedRange& range) {
    return std::tuple(range.section, range.begin, range.kind);
  });
  std::vector<MappedRange> ranges = closed(std::move(begun), all, is_object);
  if (!is_object) TRY(require_apart(ranges));
  return ranges;
}

}  // namespace ashore::elf
