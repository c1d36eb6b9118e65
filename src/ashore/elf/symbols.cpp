// SPDX-License-Identifier: Apache-2.0
#include "ashore/elf/symbols.h"

#include <algorithm>
#include <optional>

#include <fmt/format.h>

#include "ashore/base/assert.h"
#include "ashore/elf/format.h"

namespace ashore::elf {

namespace {

SymbolKind kind_of(unsigned number) {
  switch (number) {
  case 0: return SymbolKind::none;
  case 1: return SymbolKind::object;
  case 2: return SymbolKind::function;
  case 3: return SymbolKind::section;
  case 4: return SymbolKind::file;
  case 5: return SymbolKind::common;
  case 6: return SymbolKind::tls;
  case 10: return SymbolKind::ifunc;
  default: return SymbolKind::other;
  }
}

SymbolBinding binding_of(unsigned number) {
  switch (number) {
  case 0: return SymbolBinding::local;
  case 1: return SymbolBinding::global;
  case 2: return SymbolBinding::weak;
  case 10: return SymbolBinding::unique;
  default: return SymbolBinding::other;
  }
}

// Names may share their ends, and many symbols one name. Without a bound, symbols that all have
// one name of megabytes would keep every pass over the table busy for hours.
constexpr std::uint64_t sharing_limit = 64;

}  // namespace

Expected<SymbolTable> SymbolTable::of(std::span<const std::byte> entries,
                                      std::span<const std::byte> strings,
                                      std::span<const std::byte> extended, bool is_64,
                                      Endian endian, std::string_view what) {
  SymbolTable table;
  std::size_t entry_size = symbol_size(is_64);
  table.entries_ = ByteReader(entries, endian);
  table.strings_ = ByteReader(strings, endian);
  table.extended_ = ByteReader(extended, endian);
  table.is_64_ = is_64;
  table.count_ = entries.size() / entry_size;
  std::uint64_t budget = sharing_limit * (strings.size() + table.count_);
  for (std::size_t i = 0; i < table.count_; ++i) {
    std::uint32_t name = *table.entries_.u32(i * entry_size);
    if (name == 0) continue;
    std::optional<std::string_view> text = table.strings_.c_string(name);
    if (!text)
      return failure(ErrorKind::bad_input,
                     fmt::format("{}: the name of symbol {} at {:#x} is not in the string table "
                                 "({:#x} bytes)",
                                 what, i, name, strings.size()));
    if (text->size() > budget)
      return failure(ErrorKind::bad_input,
                     fmt::format("{}: the names of {} symbols are far longer than the string table "
                                 "({:#x} bytes)",
                                 what, table.count_, strings.size()));
    budget -= text->size();
  }
  return table;
}

Symbol SymbolTable::operator[](std::size_t index) const {
  Symbol symbol = unnamed(index);
  std::uint32_t name = *entries_.u32(index * symbol_size(is_64_));
  // Name 0 is none, also where there is no string table at all.
  if (name != 0) symbol.name = strings_.c_string(name).value_or("");
  return symbol;
}

Symbol SymbolTable::unnamed(std::size_t index) const {
  ASHORE_ASSERT(index < count_, "callers ask for symbols that the table has");
  constexpr std::uint32_t first_reserved = 0xFF00, extended_index = 0xFFFF;
  std::uint64_t at = index * symbol_size(is_64_);
  Source source{entries_, is_64_};
  Symbol symbol;
  std::uint8_t type_and_binding = *entries_.u8(at + (is_64_ ? 4 : 12));
  std::uint8_t visibility = *entries_.u8(at + (is_64_ ? 5 : 13)) & 3;
  symbol.section = *entries_.u16(at + (is_64_ ? 6 : 14));
  symbol.value = *source.word(at + (is_64_ ? 8 : 4));
  symbol.size = *source.word(at + (is_64_ ? 16 : 8));
  symbol.kind = kind_of(type_and_binding & 15U);
  symbol.binding = binding_of(type_and_binding >> 4U);
  symbol.is_hidden = visibility == 1 || visibility == 2;
  if (symbol.section == extended_index)
    symbol.section = extended_.u32(std::uint64_t{index} * 4).value_or(0xFFFFFFFF);
  else if (symbol.section >= first_reserved)
    symbol.section |= 0xFFFF0000;
  return symbol;
}

}  // namespace ashore::elf
