// SPDX-License-Identifier: Apache-2.0
#include "ashore/sysroot/archive.h"

#include <fmt/format.h>

#include <array>
#include <cstdint>
#include <limits>

#include "ashore/elf/elf.h"
#include "ashore/elf/symbols.h"

namespace ashore::sysroot {

namespace {

// ar.h: a header of 60 characters before each member, whose bytes begin at even places. The same
// bytes for the same objects: no times, no owners.
constexpr std::size_t header_size = 60;

std::string header(std::string_view name, std::size_t size) {
  return fmt::format("{:<16}{:<12}{:<6}{:<6}{:<8}{:<10}`\n", name, 0, 0, 0, "644", size);
}

std::size_t even(std::size_t size) { return size + size % 2; }

void add_member(std::string& archive, std::string_view name, std::string_view bytes) {
  archive += header(name, bytes.size());
  archive += bytes;
  if (bytes.size() % 2 != 0) archive += '\n';
}

void add_word(std::string& text, std::size_t value) {
  for (int shift = 24; shift >= 0; shift -= 8)
    text += static_cast<char>(value >> static_cast<unsigned>(shift) & 0xFF);
}

// What the linker takes the object for: symbols that it defines for others.
Expected<std::vector<std::string_view>> defined_symbols(const ArchivedObject& object) {
  std::span<const std::byte> bytes = std::as_bytes(std::span(object.bytes));
  TRY_ASSIGN(elf::SymbolTable table, [&]() -> Expected<elf::SymbolTable> {
    TRY_ASSIGN(ElfFacts facts, elf::read(bytes));
    return elf::static_symbols(bytes, facts);
  }());
  std::vector<std::string_view> names;
  for (std::size_t i = 1; i < table.size(); ++i) {
    elf::Symbol symbol = table[i];
    bool is_for_others =
        symbol.binding == elf::SymbolBinding::global || symbol.binding == elf::SymbolBinding::weak;
    if (is_for_others && symbol.is_defined()) names.push_back(symbol.name);
  }
  return names;
}

}  // namespace

Expected<std::string> archive_of(std::span<const ArchivedObject> objects) {
  std::string long_names, index_names;
  std::vector<std::size_t> name_places, owners;
  for (std::size_t i = 0; i < objects.size(); ++i) {
    name_places.push_back(long_names.size());
    long_names += objects[i].name + "/\n";
    TRY_ASSIGN(std::vector<std::string_view> symbols, defined_symbols(objects[i]));
    for (std::string_view symbol : symbols) {
      (index_names += symbol) += '\0';
      owners.push_back(i);
    }
  }
  std::size_t index_size = 4 + 4 * owners.size() + index_names.size();
  std::size_t place = 8 + header_size + even(index_size) + header_size + even(long_names.size());
  std::vector<std::size_t> places;
  for (const ArchivedObject& object : objects) {
    places.push_back(place);
    place += header_size + even(object.bytes.size());
  }
  if (place > std::numeric_limits<std::uint32_t>::max()) {
    return failure(ErrorKind::bad_input, "the objects are too much for one archive");
  }
  std::string index;
  add_word(index, owners.size());
  for (std::size_t owner : owners) add_word(index, places[owner]);
  index += index_names;

  std::string archive = "!<arch>\n";
  archive.reserve(place);
  add_member(archive, "/", index);
  add_member(archive, "//", long_names);
  for (std::size_t i = 0; i < objects.size(); ++i)
    add_member(archive, fmt::format("/{}", name_places[i]), objects[i].bytes);
  return archive;
}

}  // namespace ashore::sysroot
