// SPDX-License-Identifier: Apache-2.0
// The sections that compilers write for debuggers. They are for names alone: nothing that decides
// an answer is read from here.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "ashore/base/byte_reader.h"
#include "ashore/elf/elf.h"

namespace ashore::elf {

enum class Packing { none, zlib, zstd };

// One .debug_* section as it lies in the file.
struct DebugSection {
  std::string_view name;  // ".debug_info", also where the file says ".zdebug_info"
  std::span<const std::byte> bytes;
  Packing packing = Packing::none;
  std::uint64_t unpacked_size = 0;  // as the file claims
};

// Empty where there are none, or none can be read.
std::vector<DebugSection> debug_sections(std::span<const std::byte> file, const ElfFacts& facts);

// The contents of those that tell names, unpacked; empty where a file has no such section.
struct DebugBytes {
  std::span<const std::byte> info, abbreviations, strings, line_strings, string_offsets, addresses,
      ranges, range_lists, lines;
  Endian endian = Endian::little;
};

using DebugPart = std::span<const std::byte> DebugBytes::*;

// Which part the section of that name is; nullptr: none that tells names.
DebugPart debug_part(std::string_view section);

}  // namespace ashore::elf
