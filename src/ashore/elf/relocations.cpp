// SPDX-License-Identifier: Apache-2.0
#include "ashore/elf/relocations.h"

#include <algorithm>

#include <fmt/format.h>

#include "ashore/elf/format.h"

namespace ashore::elf {

namespace {

using Use = std::function<void(const Relocation&)>;

constexpr std::uint64_t dt_rel = 17, dt_rela = 7;

std::uint64_t entry_size_of(RelocationForm form, bool is_64) {
  return (is_64 ? 8U : 4U) * (form == RelocationForm::rela ? 3U : 2U);
}

// Symbol and type share a word. MIPS of 64 bits has its own split, as bytes whatever the order
// ("64-bit ELF Object File Specification", 2.9.1).
void split(const Source& source, std::uint64_t at, std::uint16_t machine, Relocation& relocation) {
  if (source.is_64 && machine == em_mips) {
    relocation.symbol = *source.reader.u32(at);
    relocation.type = *source.reader.u8(at + 7);
    return;
  }
  std::uint64_t both = *source.word(at);
  relocation.symbol = static_cast<std::uint32_t>(source.is_64 ? both >> 32U : both >> 8U);
  relocation.type = static_cast<std::uint32_t>(source.is_64 ? both & 0xFFFFFFFF : both & 0xFF);
}

struct Table {
  const DynamicRange& range;
  RelocationForm form;
  std::string_view what;
};

Expected<std::span<const std::byte>> bytes_of(const LoadedImage& image, const Table& table) {
  if (!table.range.address || table.range.size.value_or(0) == 0)
    return std::span<const std::byte>();
  std::uint64_t entry_size = entry_size_of(table.form, image.is_64());
  if (table.range.entry_size.value_or(entry_size) != entry_size)
    return failure(ErrorKind::bad_input,
                   fmt::format("{}: entries of {} bytes instead of {}", table.what,
                               *table.range.entry_size, entry_size));
  if (*table.range.size % entry_size != 0)
    return failure(ErrorKind::bad_input,
                   fmt::format("{}: {:#x} bytes are no whole number of entries of {} bytes",
                               table.what, *table.range.size, entry_size));
  return image.part(*table.range.address, *table.range.size, table.what);
}

// RELR (gabi, "Relative Relocation Table"): an even word is a place, an odd one says by its bits
// which of the words that follow are places too.
Expected<void> use_relr(const LoadedImage& image, const Use& use) {
  const DynamicRange& range = image.dynamic().relr;
  if (!range.address || range.size.value_or(0) == 0) return {};
  TRY_ASSIGN(std::span<const std::byte> bytes,
             image.part(*range.address, *range.size, "relative relocations (DT_RELR)"));
  Source source{ByteReader(bytes, image.endian()), image.is_64()};
  std::uint64_t word = image.word_size();
  std::uint64_t bits = 8 * word - 1;
  std::uint64_t next = 0;
  // One word of bits names up to 63 places, but no place may come twice.
  std::uint64_t left = image.file().size() / word + 1;
  for (std::uint64_t at = 0; bytes.size() - at >= word; at += word) {
    std::uint64_t entry = *source.word(at);
    bool is_place = (entry & 1) == 0;
    std::uint64_t base = is_place ? entry : next;
    for (std::uint64_t i = 0; i < (is_place ? 1 : bits); ++i) {
      if (!is_place && ((entry >> (i + 1)) & 1) == 0) continue;
      if (left-- == 0)
        return failure(ErrorKind::bad_input,
                       "relative relocations (DT_RELR): more places than the file has words");
      use({base + i * word, 0, 0, std::nullopt, RelocationKind::relative});
    }
    next = base + (is_place ? 1 : bits) * word;
  }
  return {};
}

}  // namespace

void for_each_relocation_in(std::span<const std::byte> table, RelocationForm form, bool is_64,
                            Endian endian, std::uint16_t machine, const Use& use) {
  Source source{ByteReader(table, endian), is_64};
  std::uint64_t step = entry_size_of(form, is_64);
  std::uint64_t word = source.word_size();
  for (std::uint64_t at = 0; table.size() - at >= step; at += step) {
    Relocation relocation;
    relocation.place = *source.word(at);
    split(source, at + word, machine, relocation);
    if (form == RelocationForm::rela) relocation.addend = *source.word(at + 2 * word);
    relocation.kind = relocation_kind(machine, relocation.type, relocation.symbol)
                          .value_or(RelocationKind::other);
    use(relocation);
  }
}

Expected<void> for_each_relocation(const LoadedImage& image, const Use& use) {
  const DynamicEntries& entries = image.dynamic();
  if (entries.has_packed_relocations)
    return failure(ErrorKind::bad_input,
                   "relocations: packed as on Android, which ashore does not read");
  if (entries.plt_relocations.address && entries.plt_relocation_kind != dt_rel &&
      entries.plt_relocation_kind != dt_rela)
    return failure(ErrorKind::bad_input,
                   fmt::format("relocations of calls: their form (DT_PLTREL) {} is neither REL "
                               "(17) nor RELA (7)",
                               entries.plt_relocation_kind));
  RelocationForm plt_form =
      entries.plt_relocation_kind == dt_rela ? RelocationForm::rela : RelocationForm::rel;
  for (const Table& table :
       {Table{entries.rel, RelocationForm::rel, "relocations (DT_REL)"},
        Table{entries.rela, RelocationForm::rela, "relocations (DT_RELA)"},
        Table{entries.plt_relocations, plt_form, "relocations of calls (DT_JMPREL)"}}) {
    TRY_ASSIGN(std::span<const std::byte> bytes, bytes_of(image, table));
    if (!bytes.empty() && !relocation_kind(image.machine(), 0, 0))
      return failure(ErrorKind::bad_input,
                     fmt::format("relocations: unknown for machine {}", image.machine()));
    for_each_relocation_in(bytes, table.form, image.is_64(), image.endian(), image.machine(), use);
  }
  return use_relr(image, use);
}

Expected<std::uint64_t> symbols_named_by_relocations(const LoadedImage& image) {
  std::uint64_t count = 0;
  TRY(for_each_relocation(image, [&](const Relocation& relocation) {
    if (relocation.symbol != 0)
      count = std::max<std::uint64_t>(count, std::uint64_t{relocation.symbol} + 1);
  }));
  return count;
}

}  // namespace ashore::elf
