// SPDX-License-Identifier: Apache-2.0
#include "ashore/elf/elf.h"

#include <algorithm>

#include <fmt/format.h>

#include "ashore/elf/format.h"

namespace ashore::elf {

Expected<std::span<const std::byte>> part(const Source& source, std::uint64_t offset,
                                          std::uint64_t length, std::string_view what) {
  if (std::optional<std::span<const std::byte>> bytes = source.reader.slice(offset, length))
    return *bytes;
  return failure(ErrorKind::bad_input, fmt::format("{}: {:#x} bytes at {:#x} end after the file "
                                                   "({:#x})",
                                                   what, length, offset, source.reader.size()));
}

Expected<std::string> string_at(std::span<const std::byte> table, std::uint64_t offset,
                                std::string_view what) {
  // Looks no further than the limit, or a table without NULs would be walked once for each name.
  std::span<const std::byte> rest = table.subspan(std::min<std::uint64_t>(offset, table.size()));
  rest = rest.first(std::min<std::uint64_t>(rest.size(), string_limit + 1));
  std::optional<std::string_view> text = ByteReader(rest, Endian::little).c_string(0);
  if (!text)
    return failure(ErrorKind::bad_input,
                   fmt::format("{}: no string of at most {} bytes at {:#x} of the string table "
                               "({:#x} bytes)",
                               what, string_limit, offset, table.size()));
  return std::string(*text);
}

std::optional<std::uint64_t> file_offset(const ElfFacts& facts, std::uint64_t address,
                                         std::uint64_t length) {
  for (const ElfSegment& segment : facts.segments) {
    if (!segment.is_load() || address < segment.address) continue;
    std::uint64_t within = address - segment.address;
    if (within <= segment.file_size && length <= segment.file_size - within)
      return segment.offset + within;
  }
  return std::nullopt;
}

Expected<ElfFacts> read(std::span<const std::byte> file) {
  ElfFacts facts;
  TRY_ASSIGN(Source source, read_header(file, facts));
  TRY(read_segments(source, facts));
  TRY(require_loaded_bytes(source, facts));
  TRY(read_interpreter(source, facts));
  TRY(read_dynamic(source, facts));
  read_notes(source, facts);
  read_arm_attributes(source, facts);
  read_mips_abi_flags(source, facts);
  derive_machine(facts);
  return facts;
}

Expected<ElfFacts> read_head(std::span<const std::byte> first_bytes) {
  ElfFacts facts;
  TRY_ASSIGN(Source source, read_header(first_bytes, facts));
  // What lies after the first bytes is not wrong, only missing.
  if (read_segments(source, facts)) (void)read_interpreter(source, facts).has_value();
  read_mips_abi_flags(source, facts);
  derive_machine(facts);
  return facts;
}

}  // namespace ashore::elf
