// SPDX-License-Identifier: Apache-2.0
// The dynamic section, found as the loader finds it: through PT_DYNAMIC and addresses. Section
// headers may be stripped, or lie.
#include <fmt/format.h>

#include "ashore/elf/format.h"

namespace ashore::elf {

namespace {

constexpr std::uint64_t dt_null = 0, dt_needed = 1, dt_strtab = 5, dt_strsz = 10, dt_soname = 14,
                        dt_rpath = 15, dt_runpath = 29, dt_flags_1 = 0x6ffffffb,
                        dt_verneed = 0x6ffffffe, dt_verneednum = 0x6fffffff;
constexpr std::uint64_t df_1_pie = 0x08000000;

// The entries that we use, still as numbers.
struct Entries {
  std::vector<std::uint64_t> needed;
  std::optional<std::uint64_t> strings, strings_size, soname, rpath, runpath, versions,
      version_count;
  std::uint64_t flags_1 = 0;
};

void take(Entries& entries, std::uint64_t tag, std::uint64_t value) {
  switch (tag) {
  case dt_needed: entries.needed.push_back(value); break;
  case dt_strtab: entries.strings = value; break;
  case dt_strsz: entries.strings_size = value; break;
  case dt_soname: entries.soname = value; break;
  case dt_rpath: entries.rpath = value; break;
  case dt_runpath: entries.runpath = value; break;
  case dt_flags_1: entries.flags_1 = value; break;
  case dt_verneed: entries.versions = value; break;
  case dt_verneednum: entries.version_count = value; break;
  default: break;
  }
}

Expected<Entries> entries_at(const Source& source, std::uint64_t offset, std::uint64_t size) {
  Entries entries;
  std::uint64_t step = 2 * source.word_size();
  for (std::uint64_t at = 0; size - at >= step; at += step) {
    std::uint64_t tag = *source.word(offset + at);
    if (tag == dt_null) return entries;
    take(entries, tag, *source.word(offset + at + source.word_size()));
    if (entries.needed.size() > needed_limit)
      return failure(ErrorKind::bad_input,
                     fmt::format("dynamic section: more than {} needed libraries", needed_limit));
  }
  return failure(
      ErrorKind::bad_input,
      fmt::format("dynamic section: no end (DT_NULL) in its {:#x} bytes at {:#x}", size, offset));
}

// The loader goes by the address, most tools by the offset: a file where the two name different
// bytes shows one face to each.
Expected<Entries> entries_of(const Source& source, const ElfFacts& facts,
                             const ElfSegment& dynamic) {
  TRY(part(source, dynamic.offset, dynamic.file_size, "dynamic section"));
  std::optional<std::uint64_t> offset = file_offset(facts, dynamic.address, dynamic.file_size);
  if (offset != dynamic.offset)
    return failure(ErrorKind::bad_input,
                   fmt::format("dynamic section: address {:#x} and offset {:#x} name different "
                               "bytes",
                               dynamic.address, dynamic.offset));
  return entries_at(source, dynamic.offset, dynamic.file_size);
}

Expected<std::span<const std::byte>> string_table(const Source& source, const ElfFacts& facts,
                                                  const Entries& entries) {
  if (!entries.strings || !entries.strings_size) return std::span<const std::byte>();
  std::optional<std::uint64_t> offset = file_offset(facts, *entries.strings, *entries.strings_size);
  if (!offset)
    return failure(ErrorKind::bad_input,
                   fmt::format("dynamic string table: {:#x} bytes at address {:#x} are not in the "
                               "file",
                               *entries.strings_size, *entries.strings));
  return part(source, *offset, *entries.strings_size, "dynamic string table");
}

Expected<void> read_names(const Entries& entries, std::span<const std::byte> strings,
                          ElfFacts& facts) {
  for (std::uint64_t name : entries.needed) {
    TRY_ASSIGN(std::string library, string_at(strings, name, "needed library"));
    facts.needed.push_back(std::move(library));
  }
  if (entries.soname) {
    TRY_ASSIGN(facts.soname, string_at(strings, *entries.soname, "soname"));
  }
  if (entries.rpath) {
    TRY_ASSIGN(facts.rpath, string_at(strings, *entries.rpath, "rpath"));
  }
  if (entries.runpath) {
    TRY_ASSIGN(facts.runpath, string_at(strings, *entries.runpath, "runpath"));
  }
  return {};
}

// The Elf_Vernaux chain of one library. Offsets in the file are relative, so steps go forward only.
Expected<void> read_version_names(const Source& source, std::uint64_t at, unsigned count,
                                  const std::string& library, std::span<const std::byte> strings,
                                  ElfFacts& facts) {
  for (unsigned i = 0; i < count; ++i) {
    TRY(part(source, at, 16, "version needs"));
    TRY_ASSIGN(std::string version, string_at(strings, *source.reader.u32(at + 8), "version name"));
    bool weak = (*source.reader.u16(at + 4) & 2) != 0;
    facts.versions.push_back({library, std::move(version), weak});
    if (facts.versions.size() > version_limit)
      return failure(ErrorKind::bad_input,
                     fmt::format("version needs: more than {} versions", version_limit));
    std::uint32_t next = *source.reader.u32(at + 12);
    if (next == 0) break;
    at += next;
  }
  return {};
}

// The Elf_Verneed chain: one link a library.
Expected<void> read_versions(const Source& source, const Entries& entries,
                             std::span<const std::byte> strings, ElfFacts& facts) {
  if (!entries.versions) return {};
  std::optional<std::uint64_t> start = file_offset(facts, *entries.versions, 16);
  if (!start)
    return failure(
        ErrorKind::bad_input,
        fmt::format("version needs: address {:#x} is not in the file", *entries.versions));
  std::uint64_t at = *start;
  std::uint64_t count = std::min<std::uint64_t>(entries.version_count.value_or(0), needed_limit);
  for (std::uint64_t i = 0; i < count; ++i) {
    TRY(part(source, at, 16, "version needs"));
    TRY_ASSIGN(std::string library,
               string_at(strings, *source.reader.u32(at + 4), "library of a version"));
    TRY(read_version_names(source, at + *source.reader.u32(at + 8), *source.reader.u16(at + 2),
                           library, strings, facts));
    std::uint32_t next = *source.reader.u32(at + 12);
    if (next == 0) break;
    at += next;
  }
  return {};
}

}  // namespace

Expected<void> read_dynamic(const Source& source, ElfFacts& facts) {
  for (const ElfSegment& segment : facts.segments) {
    if (segment.type != pt_dynamic) continue;
    facts.has_dynamic_section = true;
    TRY_ASSIGN(Entries entries, entries_of(source, facts, segment));
    facts.says_pie = (entries.flags_1 & df_1_pie) != 0;
    TRY_ASSIGN(std::span<const std::byte> strings, string_table(source, facts, entries));
    TRY(read_names(entries, strings, facts));
    return read_versions(source, entries, strings, facts);
  }
  return {};
}

}  // namespace ashore::elf
