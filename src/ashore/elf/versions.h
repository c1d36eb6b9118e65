// SPDX-License-Identifier: Apache-2.0
// Symbol versions by their tables of the dynamic section: those that a file wants from others, and
// those that it defines.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "ashore/elf/loaded_image.h"

namespace ashore::elf {

// "GLIBC_2.34" wanted from "libc.so.6".
struct NeededVersion {
  std::string library;
  std::string version;
  std::uint16_t index = 0;  // by which symbols name it
  bool weak = false;        // the loader starts the program without it
  bool operator==(const NeededVersion&) const = default;
};

struct DefinedVersion {
  std::string version;
  std::uint16_t index = 0;
  bool base = false;  // the file's own name rather than a version
  bool weak = false;
  bool operator==(const DefinedVersion&) const = default;
};

// The version of one symbol; all empty for an unversioned one.
struct VersionOfSymbol {
  std::string_view version;
  std::string_view library;  // of a symbol that is wanted
  bool hidden = false;       // "name@V" rather than "name@@V": not for who asks for no version
  bool operator==(const VersionOfSymbol&) const = default;
};

class SymbolVersions {
 public:
  const std::vector<NeededVersion>& needed() const { return needed_; }
  const std::vector<DefinedVersion>& defined() const { return defined_; }
  // Of the dynamic symbol `index`. Views live as long as this table.
  VersionOfSymbol of_symbol(std::size_t index) const;

 private:
  friend Expected<SymbolVersions> symbol_versions(const LoadedImage& image);
  void index_names();

  std::vector<NeededVersion> needed_;
  std::vector<DefinedVersion> defined_;
  ByteReader of_symbols_{{}, Endian::little};
  std::vector<std::uint32_t> by_index_;  // place in needed_, then in defined_, plus 1
};

// Empty for a file without versions.
Expected<SymbolVersions> symbol_versions(const LoadedImage& image);

}  // namespace ashore::elf
