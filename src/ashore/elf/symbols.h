// SPDX-License-Identifier: Apache-2.0
// The symbols of a file: those that the loader binds by, found by PT_DYNAMIC, and those of
// .symtab where it was not stripped.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "ashore/base/byte_reader.h"
#include "ashore/base/expected.h"
#include "ashore/elf/elf.h"
#include "ashore/elf/loaded_image.h"

namespace ashore::elf {

enum class SymbolKind { none, object, function, section, file, common, tls, ifunc, other };
enum class SymbolBinding { local, global, weak, unique, other };

// One symbol. Its name points into the file's bytes.
struct Symbol {
  std::string_view name;
  std::uint64_t value = 0;  // an address, with the Thumb bit; in an object, an offset in `section`
  std::uint64_t size = 0;
  std::uint32_t section = 0;  // index of a section; 0: undefined
  SymbolKind kind = SymbolKind::none;
  SymbolBinding binding = SymbolBinding::local;
  bool is_hidden = false;  // STV_HIDDEN or STV_INTERNAL: nobody outside of the file binds to it

  bool is_defined() const { return section != 0; }
  // A number, not a place in the file.
  bool is_absolute() const { return section == absolute; }
  bool operator==(const Symbol&) const = default;

  // Reserved indices lie above all real ones: an object may have 65,521 sections and more.
  static constexpr std::uint32_t absolute = 0xFFFFFFF1;
};

// A table of symbols, decoded one at a time: nothing is held but two views of the file.
class SymbolTable {
 public:
  SymbolTable() = default;

  // Symbol 0 is the null symbol of every table.
  std::size_t size() const { return count_; }
  // `index` is below size().
  Symbol operator[](std::size_t index) const;
  // The same without its name, in constant time: what is asked for every relocation must not look
  // for the end of one long name again and again.
  Symbol unnamed(std::size_t index) const;

  // Checks all names. `extended` holds the section of each symbol whose own field is too small
  // (SHT_SYMTAB_SHNDX); `what` names the table in errors.
  static Expected<SymbolTable> of(std::span<const std::byte> entries,
                                  std::span<const std::byte> strings,
                                  std::span<const std::byte> extended, bool is_64, Endian endian,
                                  std::string_view what);

 private:
  ByteReader entries_{{}, Endian::little};
  ByteReader strings_{{}, Endian::little};
  ByteReader extended_{{}, Endian::little};
  bool is_64_ = false;
  std::size_t count_ = 0;
};

// What the loader may bind: as many symbols as the hash tables and relocations name. Empty for a
// file without a dynamic section.
Expected<SymbolTable> dynamic_symbols(const LoadedImage& image);

// .symtab; empty if the file is stripped. An error if section headers contradict the segments.
Expected<SymbolTable> static_symbols(std::span<const std::byte> file, const ElfFacts& facts);

}  // namespace ashore::elf
