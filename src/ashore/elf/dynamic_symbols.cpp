// SPDX-License-Identifier: Apache-2.0
// The dynamic symbols, which PT_DYNAMIC does not count: the loader finds them by hash or by the
// number in a relocation, and so do we.
#include <algorithm>

#include <fmt/format.h>

#include "ashore/elf/format.h"
#include "ashore/elf/relocations.h"
#include "ashore/elf/symbols.h"

namespace ashore::elf {

namespace {

// DT_HASH: one chain entry a symbol.
Expected<std::uint64_t> count_by_hash(const LoadedImage& image) {
  if (!image.dynamic().hash) return 0;
  constexpr std::string_view what = "symbol hash table (DT_HASH)";
  std::uint64_t address = *image.dynamic().hash;
  TRY_ASSIGN(std::span<const std::byte> head, image.part(address, 8, what));
  std::uint64_t buckets = *ByteReader(head, image.endian()).u32(0);
  std::uint64_t chains = *ByteReader(head, image.endian()).u32(4);
  TRY(image.part(address, 4 * (2 + buckets + chains), what));
  return chains;
}

// DT_GNU_HASH: symbols are sorted by bucket, so the last chain begins at the greatest bucket, and
// its last entry has its lowest bit set.
Expected<std::uint64_t> count_by_gnu_hash(const LoadedImage& image) {
  if (!image.dynamic().gnu_hash) return 0;
  constexpr std::string_view what = "symbol hash table (DT_GNU_HASH)";
  std::uint64_t address = *image.dynamic().gnu_hash;
  TRY_ASSIGN(std::span<const std::byte> head, image.part(address, 16, what));
  ByteReader header(head, image.endian());
  std::uint64_t buckets = *header.u32(0);
  std::uint64_t first = *header.u32(4);
  std::uint64_t buckets_at = 16 + image.word_size() * *header.u32(8);
  std::uint64_t chains_at = buckets_at + 4 * buckets;
  TRY(image.part(address, chains_at, what));
  ByteReader table(*image.rest_at(address), image.endian());
  std::uint64_t last = 0;
  for (std::uint64_t i = 0; i < buckets; ++i)
    last = std::max<std::uint64_t>(last, *table.u32(buckets_at + 4 * i));
  if (last == 0) return first;  // nothing is exported; symbols below `first` are wanted
  if (last < first)
    return failure(
        ErrorKind::bad_input,
        fmt::format("{}: bucket of symbol {}, below the first one {}", what, last, first));
  for (;; ++last) {
    std::optional<std::uint32_t> hash = table.u32(chains_at + 4 * (last - first));
    if (!hash)
      return failure(
          ErrorKind::bad_input,
          fmt::format("{}: the chain of symbol {} does not end in the file", what, last));
    if ((*hash & 1) != 0) return last + 1;
  }
}

Expected<std::uint64_t> symbol_count(const LoadedImage& image) {
  TRY_ASSIGN(std::uint64_t by_hash, count_by_hash(image));
  TRY_ASSIGN(std::uint64_t by_gnu_hash, count_by_gnu_hash(image));
  // GNU ld writes an empty GNU table where nothing is exported, though symbols may be wanted: then
  // only relocations tell of them. On MIPS those need no relocation, but are counted.
  TRY_ASSIGN(std::uint64_t by_relocations, symbols_named_by_relocations(image));
  return std::max(
      {by_hash, by_gnu_hash, by_relocations, image.dynamic().mips_symbol_count.value_or(0)});
}

}  // namespace

Expected<SymbolTable> dynamic_symbols(const LoadedImage& image) {
  constexpr std::string_view what = "dynamic symbols";
  const DynamicEntries& entries = image.dynamic();
  if (!entries.symbols.address) return SymbolTable();
  std::uint64_t entry_size = symbol_size(image.is_64());
  if (entries.symbols.entry_size.value_or(entry_size) != entry_size)
    return failure(ErrorKind::bad_input, fmt::format("{}: entries of {} bytes instead of {}", what,
                                                     *entries.symbols.entry_size, entry_size));
  TRY_ASSIGN(std::uint64_t count, symbol_count(image));
  // Larger than any file, and no product may overflow.
  if (count > image.file().size())
    return failure(ErrorKind::bad_input, fmt::format("{}: {} of them in a file of {:#x} bytes",
                                                     what, count, image.file().size()));
  TRY_ASSIGN(std::span<const std::byte> symbols,
             image.part(*entries.symbols.address, count * entry_size, what));
  TRY_ASSIGN(std::span<const std::byte> strings,
             image.part(entries.strings.address.value_or(0), entries.strings.size.value_or(0),
                        "dynamic string table"));
  return SymbolTable::of(symbols, strings, {}, image.is_64(), image.endian(), what);
}

}  // namespace ashore::elf
