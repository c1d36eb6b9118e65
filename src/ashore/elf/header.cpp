// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "ashore/elf/format.h"
#include "ashore/elf/recognise.h"

namespace ashore::elf {

namespace {

ElfType type_of(std::uint16_t number) {
  switch (number) {
  case 1: return ElfType::relocatable;
  case 2: return ElfType::executable;
  case 3: return ElfType::shared;
  case 4: return ElfType::core;
  default: return ElfType::other;
  }
}

Expected<Source> source_of(std::span<const std::byte> file) {
  Recognised kind = recognise(file);
  if (kind.kind != FileKind::elf)
    return failure(ErrorKind::bad_input, "this is " + kind.what + ", not a Linux program (ELF)");
  ByteReader identity(file, Endian::little);
  std::uint8_t file_class = identity.u8(4).value_or(0);
  std::uint8_t data = identity.u8(5).value_or(0);
  if (file_class != 1 && file_class != 2)
    return failure(
        ErrorKind::bad_input,
        fmt::format("ELF header: class {} is neither 32-bit (1) nor 64-bit (2)", file_class));
  if (data != 1 && data != 2)
    return failure(ErrorKind::bad_input,
                   fmt::format("ELF header: byte order {} is neither little-endian (1) nor "
                               "big-endian (2)",
                               data));
  return Source{ByteReader(file, data == 2 ? Endian::big : Endian::little), file_class == 2};
}

}  // namespace

Expected<Source> read_header(std::span<const std::byte> file, ElfFacts& facts) {
  TRY_ASSIGN(Source source, source_of(file));
  TRY(part(source, 0, source.is_64 ? 64 : 52, "ELF header"));
  facts.bits = source.is_64 ? 64 : 32;
  facts.endian = source.reader.endian();
  facts.os_abi = *source.reader.u8(7);
  facts.type = type_of(*source.reader.u16(16));
  facts.machine = *source.reader.u16(18);
  facts.entry = *source.word(24);
  facts.flags = *source.reader.u32(source.is_64 ? 48 : 36);
  return source;
}

namespace {

ElfSegment segment_at(const Source& source, std::uint64_t at) {
  ElfSegment segment;
  segment.type = *source.reader.u32(at);
  segment.flags = *source.reader.u32(at + (source.is_64 ? 4 : 24));
  std::uint64_t word = source.word_size();
  std::uint64_t first = at + (source.is_64 ? 8 : 4);
  segment.offset = *source.word(first);
  segment.address = *source.word(first + word);
  segment.file_size = *source.word(first + 3 * word);
  segment.memory_size = *source.word(first + 4 * word);
  segment.align = *source.word(source.is_64 ? at + 48 : at + 28);
  return segment;
}

}  // namespace

Expected<void> read_segments(const Source& source, ElfFacts& facts) {
  std::uint64_t table = *source.word(source.is_64 ? 32 : 28);
  std::uint64_t entry_size = *source.reader.u16(source.is_64 ? 54 : 42);
  std::uint64_t count = *source.reader.u16(source.is_64 ? 56 : 44);
  if (count == 0) return {};
  // The kernel insists on the very size too.
  std::uint64_t expected_size = source.is_64 ? 56 : 32;
  if (entry_size != expected_size)
    return failure(ErrorKind::bad_input,
                   fmt::format("ELF header: program headers of {} bytes instead of {}", entry_size,
                               expected_size));
  if (count * entry_size > segment_table_limit)
    return failure(ErrorKind::bad_input,
                   fmt::format("ELF header: {} program headers, more than Linux takes", count));
  TRY(part(source, table, count * entry_size, "program headers"));
  facts.segments.reserve(count);
  for (std::uint64_t i = 0; i < count; ++i)
    facts.segments.push_back(segment_at(source, table + i * entry_size));
  return {};
}

Expected<void> require_loaded_bytes(const Source& source, const ElfFacts& facts) {
  for (std::size_t i = 0; i < facts.segments.size(); ++i) {
    const ElfSegment& segment = facts.segments[i];
    if (!segment.is_load()) continue;
    TRY(part(source, segment.offset, segment.file_size, fmt::format("program header {}", i)));
    if (segment.file_size > segment.memory_size)
      return failure(ErrorKind::bad_input,
                     fmt::format("program header {}: {:#x} bytes of the file for {:#x} bytes of "
                                 "memory",
                                 i, segment.file_size, segment.memory_size));
    std::uint64_t last_address = source.is_64 ? ~std::uint64_t{0} : 0xFFFFFFFF;
    if (segment.memory_size > last_address - segment.address)
      return failure(
          ErrorKind::bad_input,
          fmt::format("program header {}: {:#x} bytes at address {:#x} leave the address "
                      "space",
                      i, segment.memory_size, segment.address));
  }
  return {};
}

Expected<void> read_interpreter(const Source& source, ElfFacts& facts) {
  for (std::size_t i = 0; i < facts.segments.size(); ++i) {
    const ElfSegment& segment = facts.segments[i];
    if (segment.type != pt_interp) continue;
    std::string what = fmt::format("program header {} (interpreter)", i);
    TRY_ASSIGN(std::span<const std::byte> bytes,
               part(source, segment.offset, segment.file_size, what));
    // fs/binfmt_elf.c: at least one character and its NUL, at most PATH_MAX, NUL at the very end.
    if (bytes.size() < 2 || bytes.size() > string_limit || bytes.back() != std::byte{0})
      return failure(ErrorKind::bad_input,
                     fmt::format("{}: {:#x} bytes at {:#x} are not a path that ends in NUL", what,
                                 segment.file_size, segment.offset));
    TRY_ASSIGN(std::string path, string_at(bytes, 0, what));
    facts.interpreter = std::move(path);
    return {};  // the kernel takes the first one
  }
  return {};
}

}  // namespace ashore::elf
