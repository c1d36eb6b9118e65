// SPDX-License-Identifier: Apache-2.0
#include "ashore/verify/header_claims.h"

#include <algorithm>
#include <array>

#include "ashore/elf/format.h"

namespace ashore::verify {

namespace {

// Where the fields lie (System V ABI, "ELF Header" and "Program Header").
struct Layout {
  std::uint64_t header_size, table_offset_at, entry_size, physical_at;
};
constexpr Layout of_32_bits{52, 28, 32, 12}, of_64_bits{64, 32, 56, 24};

// Types that the kernel, the loader or a debugger reads.
bool is_known(std::uint32_t type) {
  constexpr std::uint32_t last_plain = 7;  // PT_TLS
  constexpr auto named = std::to_array<std::uint32_t>({
      0x6474e550,  // PT_GNU_EH_FRAME
      0x6474e551,  // PT_GNU_STACK
      0x6474e552,  // PT_GNU_RELRO
      0x6474e553,  // PT_GNU_PROPERTY
      0x70000000,  // PT_MIPS_REGINFO, PT_ARM_ARCHEXT
      0x70000001,  // PT_ARM_EXIDX
      0x70000003,  // PT_MIPS_ABIFLAGS, PT_RISCV_ATTRIBUTES
  });
  return (type >= elf::pt_load && type <= last_plain) ||
         std::ranges::find(named, type) != named.end();
}

// What is in PT_NULL nobody reads; linkers for MIPS leave one.
bool is_empty(const ElfSegment& segment) {
  return segment.offset == 0 && segment.address == 0 && segment.flags == 0 &&
         segment.file_size == 0 && segment.memory_size == 0;
}

bool is_plain(const ElfSegment& segment, std::optional<std::uint64_t> physical) {
  constexpr std::uint64_t most_aligned = 1 << 24;
  bool is_told = is_known(segment.type) || (segment.type == 0 && is_empty(segment));
  return is_told && physical == segment.address && segment.flags <= 7 &&
         segment.align <= most_aligned && (segment.align & (segment.align - 1)) == 0;
}

bool has_empty_padding(std::span<const std::byte> file) {
  constexpr std::size_t padding_at = 9, ident_size = 16;  // EI_PAD, EI_NIDENT
  return std::ranges::all_of(file.subspan(padding_at, ident_size - padding_at),
                             [](std::byte byte) { return byte == std::byte{0}; });
}

void claim(std::uint64_t begin, std::uint64_t end, const elf::LoadedImage& image,
           std::vector<Stretch>& claims) {
  for (const elf::CodeRange& range : image.code()) {
    std::uint64_t first = std::max(begin, range.offset);
    std::uint64_t last = std::min(end, range.offset + range.size);
    if (first >= last) continue;
    claims.push_back({range.address + (first - range.offset), range.address + (last - range.offset),
                      Knowledge::data, isa::Mode::a32});
  }
}

}  // namespace

std::vector<Stretch> claims_of_headers(std::span<const std::byte> file,
                                       const elf::LoadedImage& image, const ElfFacts& facts) {
  const Layout& layout = facts.bits == 64 ? of_64_bits : of_32_bits;
  elf::Source source = elf::source_of(file, facts);
  std::optional<std::uint64_t> table = source.word(layout.table_offset_at);
  if (!table || *table < layout.header_size || !has_empty_padding(file)) return {};
  for (std::size_t i = 0; i < facts.segments.size(); ++i)
    if (!is_plain(facts.segments[i],
                  source.word(*table + i * layout.entry_size + layout.physical_at)))
      return {};
  std::vector<Stretch> claims;
  claim(0, layout.header_size, image, claims);
  claim(*table, *table + facts.segments.size() * layout.entry_size, image, claims);
  return claims;
}

}  // namespace ashore::verify
