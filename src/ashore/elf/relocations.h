// SPDX-License-Identifier: Apache-2.0
// The relocations that the loader applies, one at a time, whichever of the forms they have.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "ashore/elf/loaded_image.h"

namespace ashore::elf {

// What a relocation does to its place, as far as pointers to code go.
enum class RelocationKind {
  relative,  // load address plus addend
  symbolic,  // a symbol's address, plus addend
  slot,      // the same for a call; until then the slot leads to the linker's own code
  resolver,  // what the function at the addend returns
  other,     // no pointer to code
};

struct Relocation {
  std::uint64_t place = 0;
  std::uint32_t symbol = 0;
  std::uint32_t type = 0;               // as the file gives it; 0 in RELR
  std::optional<std::uint64_t> addend;  // empty: it is what lies at `place`
  RelocationKind kind = RelocationKind::other;
  bool operator==(const Relocation&) const = default;
};

// Calls `use` for every relocation of the dynamic section. An error: a table that is not in the
// file, or has a form or a machine that we do not know.
Expected<void> for_each_relocation(const LoadedImage& image,
                                   const std::function<void(const Relocation&)>& use);

// The number above all symbols that relocations name.
Expected<std::uint64_t> symbols_named_by_relocations(const LoadedImage& image);

// What a type of relocation does on a machine. Empty for a machine that we do not know.
std::optional<RelocationKind> relocation_kind(std::uint16_t machine, std::uint32_t type,
                                              std::uint32_t symbol);

// One table with entries of a form, as sections of objects and static programs have it too.
enum class RelocationForm { rel, rela };
void for_each_relocation_in(std::span<const std::byte> table, RelocationForm form, bool is_64,
                            Endian endian, std::uint16_t machine,
                            const std::function<void(const Relocation&)>& use);

}  // namespace ashore::elf
