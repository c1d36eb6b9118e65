// SPDX-License-Identifier: Apache-2.0
// Which bytes are code of which kind and which are data, as mapping symbols ($a, $t, $x, $d) say.
// They are in .symtab only: a stripped file says nothing.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "ashore/base/expected.h"
#include "ashore/elf/elf.h"

namespace ashore::elf {

enum class MappedKind { arm, thumb, code, data };  // code: AArch64 or RISC-V

// From one mapping symbol to the next of its section, or to the section's end. Where two symbols
// at one address contradict each other, there is no range; nor where no symbol is: nothing is
// known about those bytes.
struct MappedRange {
  std::uint64_t begin = 0, end = 0;  // addresses; in an object, offsets in `section`
  std::uint32_t section = 0;
  MappedKind kind = MappedKind::data;
  std::string_view isa;  // of RISC-V's $x<isa>: "rv64i2p1_m2p0"; points into the file's bytes
  bool operator==(const MappedRange&) const = default;
};

// Without overlap and by ascending address; in an object by section first. Empty without mapping
// symbols; an error if one lies outside its section.
Expected<std::vector<MappedRange>> mapped_ranges(std::span<const std::byte> file,
                                                 const ElfFacts& facts);

}  // namespace ashore::elf
