// SPDX-License-Identifier: Apache-2.0
// The dynamic section, found as the loader finds it: through PT_DYNAMIC and addresses. Section
// headers may be stripped, or lie.
#include <fmt/format.h>

#include "ashore/elf/format.h"

namespace ashore::elf {

namespace {

constexpr std::uint64_t df_1_pie = 0x08000000;

Expected<std::span<const std::byte>> string_table(const Source& source, const ElfFacts& facts,
                                                  const DynamicEntries& entries) {
  const DynamicRange& strings = entries.strings;
  if (!strings.address || !strings.size) return std::span<const std::byte>();
  std::optional<std::uint64_t> offset = file_offset(facts, *strings.address, *strings.size);
  if (!offset)
    return failure(ErrorKind::bad_input,
                   fmt::format("dynamic string table: {:#x} bytes at address {:#x} are not in the "
                               "file",
                               *strings.size, *strings.address));
  return part(source, *offset, *strings.size, "dynamic string table");
}

Expected<void> read_names(const DynamicEntries& entries, std::span<const std::byte> strings,
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
Expected<void> read_versions(const Source& source, const DynamicEntries& entries,
                             std::span<const std::byte> strings, ElfFacts& facts) {
  if (!entries.version_needs) return {};
  std::optional<std::uint64_t> start = file_offset(facts, *entries.version_needs, 16);
  if (!start)
    return failure(
        ErrorKind::bad_input,
        fmt::format("version needs: address {:#x} is not in the file", *entries.version_needs));
  std::uint64_t at = *start;
  std::uint64_t count =
      std::min<std::uint64_t>(entries.version_need_count.value_or(0), needed_limit);
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
    TRY_ASSIGN(DynamicEntries entries, dynamic_entries(source, facts, segment));
    facts.says_pie = (entries.flags_1 & df_1_pie) != 0;
    TRY_ASSIGN(std::span<const std::byte> strings, string_table(source, facts, entries));
    TRY(read_names(entries, strings, facts));
    return read_versions(source, entries, strings, facts);
  }
  return {};
}

}  // namespace ashore::elf
