// SPDX-License-Identifier: Apache-2.0
#include "ashore/elf/relocated_words.h"

#include <optional>

#include "ashore/elf/format.h"
#include "ashore/elf/sections.h"
#include "ashore/elf/symbols.h"

namespace ashore::elf {

namespace {

using Use = std::function<void(const RelocatedWord&)>;

std::uint64_t truncated(const LoadedImage& image, std::uint64_t value) {
  return image.is_64() ? value : value & 0xFFFFFFFF;
}

// Adding to the address of 0 is what an unresolved weak symbol gives, so it is no address.
void use_symbolic(const LoadedImage& image, const SymbolTable& symbols,
                  const Relocation& relocation, std::uint64_t addend, const Use& use) {
  if (relocation.symbol >= symbols.size()) return;
  Symbol symbol = symbols.unnamed(relocation.symbol);
  if (!symbol.is_defined()) return;
  use({relocation.place, truncated(image, symbol.value + addend),
       symbol.kind == SymbolKind::ifunc});
}

void use_relocation(const LoadedImage& image, const SymbolTable& symbols,
                    const Relocation& relocation, const Use& use) {
  std::uint64_t there = image.word_at(relocation.place).value_or(0);
  std::uint64_t addend = relocation.addend.value_or(there);
  switch (relocation.kind) {
  case RelocationKind::other: return;
  case RelocationKind::relative: use({relocation.place, truncated(image, addend), false}); return;
  case RelocationKind::resolver: use({relocation.place, truncated(image, addend), true}); return;
  case RelocationKind::symbolic: use_symbolic(image, symbols, relocation, addend, use); return;
  case RelocationKind::slot:
    // Until it is bound, a slot leads to the code that asks the loader to bind it.
    use({relocation.place, there, false});
    use_symbolic(image, symbols, relocation, relocation.addend.value_or(0), use);
    return;
  }
}

// The local part of MIPS's global offset table moves with the file, without a relocation.
Expected<void> use_mips_got(const LoadedImage& image, const Use& use) {
  const DynamicEntries& entries = image.dynamic();
  if (image.machine() != em_mips || !entries.got) return {};
  std::uint64_t count = entries.mips_local_got_count.value_or(0);
  if (count > image.file().size())
    return failure(ErrorKind::bad_input,
                   "global offset table (DT_MIPS_LOCAL_GOTNO): more entries than the file has "
                   "bytes");
  std::uint64_t word = image.word_size();
  TRY(image.part(*entries.got, count * word, "global offset table (DT_PLTGOT)"));
  for (std::uint64_t i = 0; i < count; ++i) {
    std::uint64_t place = *entries.got + i * word;
    use({place, image.word_at(place).value_or(0), false});
  }
  return {};
}

// A static program applies the relocations of its own resolvers; only sections tell where.
Expected<void> use_sections(const LoadedImage& image, const Use& use) {
  ElfFacts facts;
  facts.bits = image.is_64() ? 64 : 32;
  facts.endian = image.endian();
  constexpr std::uint32_t sht_rela = 4, sht_rel = 9;
  Expected<std::vector<Section>> all = sections(image.file(), facts);
  if (!all) return {};  // stripped or broken: nothing that a loader reads
  for (const Section& section : *all) {
    bool is_rela = section.type == sht_rela;
    if (!section.is_loaded() || (!is_rela && section.type != sht_rel)) continue;
    for_each_relocation_in(content_of(image.file(), section),
                           is_rela ? RelocationForm::rela : RelocationForm::rel, image.is_64(),
                           image.endian(), image.machine(), [&](const Relocation& relocation) {
                             use_relocation(image, SymbolTable(), relocation, use);
                           });
  }
  return {};
}

}  // namespace

Expected<void> for_each_relocated_word(const LoadedImage& image, const Use& use) {
  if (!image.has_dynamic_section()) return use_sections(image, use);
  TRY_ASSIGN(SymbolTable symbols, dynamic_symbols(image));
  TRY(for_each_relocation(image, [&](const Relocation& relocation) {
    use_relocation(image, symbols, relocation, use);
  }));
  return use_mips_got(image, use);
}

}  // namespace ashore::elf
