// SPDX-License-Identifier: Apache-2.0
// The entries of the dynamic section that we use, still as the numbers that the file gives.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

namespace ashore::elf {

// A table by its address and its size in bytes; either may be missing in a broken file.
struct DynamicRange {
  std::optional<std::uint64_t> address, size;
  std::optional<std::uint64_t> entry_size;
};

// PT_DYNAMIC; of an entry that comes twice, the last one counts, as for the loaders.
struct DynamicEntries {
  std::vector<std::uint64_t> needed;  // offsets of names
  std::optional<std::uint64_t> soname, rpath, runpath;
  std::uint64_t flags_1 = 0;

  DynamicRange strings, symbols;
  std::optional<std::uint64_t> hash, gnu_hash;
  std::optional<std::uint64_t> version_needs, version_need_count;
  std::optional<std::uint64_t> version_definitions, version_definition_count;
  std::optional<std::uint64_t> symbol_versions;

  DynamicRange rel, rela, relr, plt_relocations;
  std::uint64_t plt_relocation_kind = 0;  // the tag of the table whose form they have
  bool has_packed_relocations = false;    // Android's own form

  std::optional<std::uint64_t> init, fini;
  DynamicRange preinit_array, init_array, fini_array;

  std::optional<std::uint64_t> got;
  std::optional<std::uint64_t> mips_local_got_count, mips_symbol_count;
};

}  // namespace ashore::elf
