// SPDX-License-Identifier: Apache-2.0
// The numbers of the ELF format that we use, and reading in a file's own class and byte order.
// Source: System V ABI (gabi 4.1), glibc's elf.h.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "ashore/base/byte_reader.h"
#include "ashore/base/expected.h"
#include "ashore/elf/dynamic_entries.h"
#include "ashore/elf/elf.h"

namespace ashore::elf {

// e_machine
constexpr std::uint16_t em_386 = 3, em_mips = 8, em_ppc = 20, em_ppc64 = 21, em_arm = 40,
                        em_x86_64 = 62, em_aarch64 = 183, em_riscv = 243, em_loongarch = 258;

// p_type
constexpr std::uint32_t pt_load = 1, pt_dynamic = 2, pt_interp = 3, pt_note = 4,
                        pt_mips_abiflags = 0x70000003;

// sh_type
constexpr std::uint32_t sht_note = 7, sht_arm_attributes = 0x70000003;

// Elf32_Sym and Elf64_Sym.
constexpr std::size_t symbol_size(bool is_64) { return is_64 ? 24 : 16; }

// What a field may name at most. Linux takes no longer path (PATH_MAX), no program header table
// above 64 KB (fs/binfmt_elf.c); the rest is far above what linkers make.
constexpr std::uint64_t string_limit = 4096;
constexpr std::uint64_t segment_table_limit = 65536;
constexpr std::size_t needed_limit = 1024;
constexpr std::size_t version_limit = 4096;
constexpr std::size_t note_limit = 4096;
constexpr std::size_t build_id_limit = 64;

// A file while it is read: its bytes, its class and its byte order.
struct Source {
  ByteReader reader;
  bool is_64 = false;

  std::uint64_t word_size() const { return is_64 ? 8 : 4; }
  // An address, offset or size: 4 or 8 bytes by class.
  std::optional<std::uint64_t> word(std::uint64_t offset) const {
    if (is_64) return reader.u64(offset);
    return reader.u32(offset);
  }
};

// The bytes [offset, offset + length), or an error that says which part of the file it was.
Expected<std::span<const std::byte>> part(const Source& source, std::uint64_t offset,
                                          std::uint64_t length, std::string_view what);

// The string at `offset` of a string table, or an error that says which it was.
Expected<std::string> string_at(std::span<const std::byte> table, std::uint64_t offset,
                                std::string_view what);

// Where the file holds the `length` bytes that will be at `address`, by the PT_LOAD segments.
std::optional<std::uint64_t> file_offset(const ElfFacts& facts, std::uint64_t address,
                                         std::uint64_t length);

// The steps of read(), in order; each fills in its fields of `facts`.
Expected<Source> read_header(std::span<const std::byte> file, ElfFacts& facts);
Expected<void> read_segments(const Source& source, ElfFacts& facts);
// What will be mapped must be in the file: one that is cut off dies with SIGBUS, late.
Expected<void> require_loaded_bytes(const Source& source, const ElfFacts& facts);
Expected<void> read_interpreter(const Source& source, ElfFacts& facts);
Expected<void> read_dynamic(const Source& source, ElfFacts& facts);
// Notes and attributes say nothing that a loader obeys: what is broken there stays missing.
void read_notes(const Source& source, ElfFacts& facts);
void read_arm_attributes(const Source& source, ElfFacts& facts);
void read_mips_abi_flags(const Source& source, ElfFacts& facts);
void derive_machine(ElfFacts& facts);

// What PT_DYNAMIC, this segment, holds.
Expected<DynamicEntries> dynamic_entries(const Source& source, const ElfFacts& facts,
                                         const ElfSegment& dynamic);

// The contents of the sections of a type; none if the section headers are broken or stripped.
std::vector<std::span<const std::byte>> contents_of_sections(const Source& source,
                                                             std::uint32_t type);

// A file whose facts are known already.
inline Source source_of(std::span<const std::byte> file, const ElfFacts& facts) {
  return Source{ByteReader(file, facts.endian), facts.bits == 64};
}

}  // namespace ashore::elf
