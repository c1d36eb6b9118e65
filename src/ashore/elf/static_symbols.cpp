// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "ashore/elf/format.h"
#include "ashore/elf/sections.h"
#include "ashore/elf/static_symbols.h"

namespace ashore::elf {

namespace {

constexpr std::uint32_t sht_symtab = 2, sht_strtab = 3, sht_symtab_shndx = 18;

std::span<const std::byte> extended_indices(std::span<const std::byte> file,
                                            const std::vector<Section>& all, std::size_t symtab) {
  for (const Section& section : all) {
    if (section.type == sht_symtab_shndx && section.link == symtab)
      return content_of(file, section);
  }
  return {};
}

}  // namespace

Expected<SymbolTable> static_symbols(std::span<const std::byte> file, const ElfFacts& facts,
                                     const std::vector<Section>& all) {
  for (std::size_t i = 0; i < all.size(); ++i) {
    const Section& symtab = all[i];
    if (symtab.type != sht_symtab) continue;
    bool is_64 = facts.bits == 64;
    if (symtab.entry_size != symbol_size(is_64))
      return failure(ErrorKind::bad_input,
                     fmt::format("section {} (symbols): entries of {} bytes instead of {}", i,
                                 symtab.entry_size, symbol_size(is_64)));
    if (symtab.link >= all.size() || all[symtab.link].type != sht_strtab)
      return failure(
          ErrorKind::bad_input,
          fmt::format("section {} (symbols): section {} is no string table", i, symtab.link));
    return SymbolTable::of(content_of(file, symtab), content_of(file, all[symtab.link]),
                           extended_indices(file, all, i), is_64, facts.endian,
                           fmt::format("section {} (symbols)", i));
  }
  return SymbolTable();
}

Expected<SymbolTable> static_symbols(std::span<const std::byte> file, const ElfFacts& facts) {
  TRY_ASSIGN(std::vector<Section> all, sections(file, facts));
  return static_symbols(file, facts, all);
}

}  // namespace ashore::elf
