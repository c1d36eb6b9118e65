// SPDX-License-Identifier: Apache-2.0
#include "ashore/elf/dynamic_entries.h"

#include <fmt/format.h>

#include "ashore/elf/format.h"

namespace ashore::elf {

namespace {

constexpr std::uint64_t dt_null = 0;

void take_names(DynamicEntries& entries, std::uint64_t tag, std::uint64_t value) {
  switch (tag) {
  case 1: entries.needed.push_back(value); break;
  case 5: entries.strings.address = value; break;
  case 10: entries.strings.size = value; break;
  case 14: entries.soname = value; break;
  case 15: entries.rpath = value; break;
  case 29: entries.runpath = value; break;
  case 0x6ffffffb: entries.flags_1 = value; break;
  case 0x6ffffffe: entries.version_needs = value; break;
  case 0x6fffffff: entries.version_need_count = value; break;
  default: break;
  }
}

void take_symbols(DynamicEntries& entries, std::uint64_t tag, std::uint64_t value) {
  switch (tag) {
  case 4: entries.hash = value; break;
  case 6: entries.symbols.address = value; break;
  case 11: entries.symbols.entry_size = value; break;
  case 0x6ffffef5: entries.gnu_hash = value; break;
  case 0x6ffffff0: entries.symbol_versions = value; break;
  case 0x6ffffffc: entries.version_definitions = value; break;
  case 0x6ffffffd: entries.version_definition_count = value; break;
  default: break;
  }
}

void take_relocations(DynamicEntries& entries, std::uint64_t tag, std::uint64_t value) {
  switch (tag) {
  case 2: entries.plt_relocations.size = value; break;
  case 7: entries.rela.address = value; break;
  case 8: entries.rela.size = value; break;
  case 9: entries.rela.entry_size = value; break;
  case 17: entries.rel.address = value; break;
  case 18: entries.rel.size = value; break;
  case 19: entries.rel.entry_size = value; break;
  case 20: entries.plt_relocation_kind = value; break;
  case 23: entries.plt_relocations.address = value; break;
  case 35: entries.relr.size = value; break;
  case 36: entries.relr.address = value; break;
  case 37: entries.relr.entry_size = value; break;
  // DT_ANDROID_REL and DT_ANDROID_RELA; DT_ANDROID_RELR and its size are RELR by older numbers.
  case 0x6000000f:
  case 0x60000011: entries.has_packed_relocations = true; break;
  case 0x6fffe000: entries.relr.address = value; break;
  case 0x6fffe001: entries.relr.size = value; break;
  default: break;
  }
}

void take_start(DynamicEntries& entries, std::uint64_t tag, std::uint64_t value) {
  switch (tag) {
  case 12: entries.init = value; break;
  case 13: entries.fini = value; break;
  case 25: entries.init_array.address = value; break;
  case 26: entries.fini_array.address = value; break;
  case 27: entries.init_array.size = value; break;
  case 28: entries.fini_array.size = value; break;
  case 32: entries.preinit_array.address = value; break;
  case 33: entries.preinit_array.size = value; break;
  default: break;
  }
}

// Numbers from here on mean something else for every machine.
void take_mips(DynamicEntries& entries, std::uint64_t tag, std::uint64_t value) {
  switch (tag) {
  case 3: entries.got = value; break;
  case 0x7000000a: entries.mips_local_got_count = value; break;
  case 0x70000011: entries.mips_symbol_count = value; break;
  default: break;
  }
}

}  // namespace

Expected<DynamicEntries> dynamic_entries(const Source& source, const ElfFacts& facts,
                                         const ElfSegment& dynamic) {
  TRY(part(source, dynamic.offset, dynamic.file_size, "dynamic section"));
  // The loader goes by the address, most tools by the offset: a file where the two name different
  // bytes shows one face to each.
  std::optional<std::uint64_t> offset = file_offset(facts, dynamic.address, dynamic.file_size);
  if (offset != dynamic.offset)
    return failure(ErrorKind::bad_input,
                   fmt::format("dynamic section: address {:#x} and offset {:#x} name different "
                               "bytes",
                               dynamic.address, dynamic.offset));
  DynamicEntries entries;
  std::uint64_t step = 2 * source.word_size();
  for (std::uint64_t at = 0; dynamic.file_size - at >= step; at += step) {
    std::uint64_t tag = *source.word(dynamic.offset + at);
    if (tag == dt_null) return entries;
    std::uint64_t value = *source.word(dynamic.offset + at + source.word_size());
    take_names(entries, tag, value);
    take_symbols(entries, tag, value);
    take_relocations(entries, tag, value);
    take_start(entries, tag, value);
    if (facts.machine == em_mips) take_mips(entries, tag, value);
    if (entries.needed.size() > needed_limit)
      return failure(ErrorKind::bad_input,
                     fmt::format("dynamic section: more than {} needed libraries", needed_limit));
  }
  return failure(ErrorKind::bad_input,
                 fmt::format("dynamic section: no end (DT_NULL) in its {:#x} bytes at {:#x}",
                             dynamic.file_size, dynamic.offset));
}

}  // namespace ashore::elf
