// SPDX-License-Identifier: Apache-2.0
// What a linker wants to know of a shared library, without its code: names, versions, sizes. Read
// by PT_DYNAMIC alone, since small devices strip section headers; written as a stub (written.h)
// that links exactly as the library does.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ashore/elf/elf.h"
#include "ashore/elf/versions.h"

namespace ashore::stubs {

enum class Place { undefined, absolute, common, code, constants, variables, thread };

// An entry of the dynamic symbol table.
struct Symbol {
  std::uint32_t name = 0;  // where it begins in Interface::strings
  std::uint64_t value = 0, size = 0;
  std::uint8_t info = 0, other = 0;  // st_info and st_other as they stand
  Place place = Place::undefined;
  std::uint32_t alignment = 1;     // of its section: what a copy in the program must have
  std::uint16_t version = 1;       // 0 local, 1 global without a version, or of a definition
  bool is_hidden_version = false;  // "name@V" rather than "name@@V"
  bool operator==(const Symbol&) const = default;
};

struct Interface {
  unsigned bits = 0;
  Endian endian = Endian::little;
  std::uint8_t os_abi = 0;
  std::uint16_t machine = 0;
  std::uint32_t flags = 0;
  std::vector<ElfSegment> segments;  // which addresses may be written: PT_LOAD and PT_GNU_RELRO
  std::optional<std::string> soname;
  std::vector<std::string> needed;
  std::string strings;          // the dynamic string table, as it stands
  std::vector<Symbol> symbols;  // all but the null symbol, in the file's order
  bool has_versions = false;
  std::vector<elf::DefinedVersion> definitions;
  std::vector<elf::NeededVersion> needs;  // in the file's order, so grouped by library
  bool operator==(const Interface&) const = default;
};

std::string_view name_of(const Symbol& symbol, const Interface& interface);

// ErrorKind::bad_input: no shared library, or a broken one.
Expected<Interface> interface_of(std::span<const std::byte> library);

}  // namespace ashore::stubs
