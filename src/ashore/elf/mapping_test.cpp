// SPDX-License-Identifier: Apache-2.0
#include "ashore/elf/mapping.h"

#include <gmock/gmock.h>

#include "ashore/elf/attributes.h"
#include "ashore/elf/lld_sample.h"
#include "ashore/elf/sections.h"

namespace ashore::elf {
namespace {

using ::testing::HasSubstr;

std::optional<MappedKind> kind_at(const std::vector<MappedRange>& ranges, std::uint64_t address) {
  for (const MappedRange& range : ranges)
    if (range.begin <= address && address < range.end) return range.kind;
  return std::nullopt;
}

// The place in the file of a symbol's entry in .symtab.
std::uint64_t entry_of(const std::vector<std::byte>& bytes, std::string_view name,
                       std::uint64_t value) {
  ElfFacts facts = facts_of(bytes);
  Expected<SymbolTable> symbols = static_symbols(bytes, facts);
  std::vector<Section> all = *sections(bytes, facts);
  for (const Section& section : all) {
    if (section.type != 2) continue;
    for (std::size_t i = 0; i < symbols->size(); ++i) {
      if ((*symbols)[i].name == name && (*symbols)[i].value == value)
        return section.offset + i * section.entry_size;
    }
  }
  ADD_FAILURE() << "no symbol " << name;
  return 0;
}

TEST(MappedRanges, tell_arm_thumb_and_data_of_a_library) {
  std::vector<std::byte> bytes = lld_sample("lld_thumb_library");
  Expected<std::vector<MappedRange>> ranges = mapped_ranges(bytes, facts_of(bytes));
  ASSERT_TRUE(ranges) << ranges.error().message();
  EXPECT_EQ(kind_at(*ranges, 0x2d0), MappedKind::thumb);
  EXPECT_EQ(kind_at(*ranges, 0x2f0), MappedKind::data);  // the jump table of `exported`
  EXPECT_EQ(kind_at(*ranges, 0x2f5), MappedKind::data);
  EXPECT_EQ(kind_at(*ranges, 0x2f6), MappedKind::thumb);
  EXPECT_EQ(kind_at(*ranges, 0x31b), MappedKind::thumb);
  EXPECT_EQ(kind_at(*ranges, 0x31c), std::nullopt);  // behind .text: a range ends with its section
  EXPECT_EQ(kind_at(*ranges, 0x320), MappedKind::arm);  // .plt
  EXPECT_EQ(kind_at(*ranges, 0x330), MappedKind::data);
}

// lld marks no code in the procedure linkage table of AArch64: nothing may be said about it.
TEST(MappedRanges, say_nothing_where_there_is_no_symbol) {
  std::vector<std::byte> bytes = lld_sample("lld_aarch64_library");
  Expected<std::vector<MappedRange>> ranges = mapped_ranges(bytes, facts_of(bytes));
  ASSERT_TRUE(ranges) << ranges.error().message();
  EXPECT_EQ(kind_at(*ranges, 0x3d0), MappedKind::code);
  EXPECT_EQ(kind_at(*ranges, 0x450), std::nullopt);
}

TEST(MappedRanges, of_an_object_count_from_their_section) {
  std::vector<std::byte> bytes = lld_sample("thumb_object");
  Expected<std::vector<MappedRange>> ranges = mapped_ranges(bytes, facts_of(bytes));
  ASSERT_TRUE(ranges) << ranges.error().message();
  ASSERT_EQ(ranges->size(), 3U);
  EXPECT_EQ((*ranges)[0].begin, 0U);
  EXPECT_EQ((*ranges)[0].kind, MappedKind::thumb);
  EXPECT_EQ((*ranges)[1].begin, 0x20U);
  EXPECT_EQ((*ranges)[1].end, 0x26U);
  EXPECT_EQ((*ranges)[1].kind, MappedKind::data);
  EXPECT_EQ((*ranges)[2].kind, MappedKind::thumb);
}

TEST(MappedRanges, hold_nothing_where_symbols_contradict_each_other) {
  std::vector<std::byte> bytes = lld_sample("lld_thumb_library");
  // The table's $d now claims the address of the first $t.
  write_number(bytes, entry_of(bytes, "$d", 0x2f0) + 4, 0x2d0, 4, Endian::little);
  Expected<std::vector<MappedRange>> ranges = mapped_ranges(bytes, facts_of(bytes));
  ASSERT_TRUE(ranges);
  EXPECT_EQ(kind_at(*ranges, 0x2d0), std::nullopt);
  EXPECT_EQ(kind_at(*ranges, 0x2f0), std::nullopt);
  EXPECT_EQ(kind_at(*ranges, 0x2f6), MappedKind::thumb);
}

// A symbol that is lost lets the range before it reach over code.
TEST(MappedRanges, refuse_a_symbol_outside_of_its_section) {
  std::vector<std::byte> bytes = lld_sample("lld_thumb_library");
  write_number(bytes, entry_of(bytes, "$t", 0x2f6) + 4, 0x1000, 4, Endian::little);
  EXPECT_THAT(message_of(mapped_ranges(bytes, facts_of(bytes))),
              HasSubstr("at 0x1000 lies outside its section"));
}

TEST(MappedRanges, take_the_instruction_set_of_a_risc_v_symbol) {
  std::vector<std::byte> bytes = lld_sample("rv64_object");
  // "exported" becomes a mapping symbol of no type with another name.
  std::string text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  std::size_t name = text.find("exported\0", 0);
  ASSERT_NE(name, std::string::npos);
  text.replace(name, 8, "$xrv64gc");
  std::span<const std::byte> changed = std::as_bytes(std::span(text));
  bytes.assign(changed.begin(), changed.end());
  std::uint64_t value = address_of(bytes, "$xrv64gc");
  bytes.at(entry_of(bytes, "$xrv64gc", value) + 4) = std::byte{0};
  Expected<std::vector<MappedRange>> ranges = mapped_ranges(bytes, facts_of(bytes));
  ASSERT_TRUE(ranges) << ranges.error().message();
  bool seen = false;
  for (const MappedRange& range : *ranges) seen |= range.isa == "rv64gc" && range.begin == value;
  EXPECT_TRUE(seen);
}

TEST(MappedRanges, are_none_in_a_stripped_file) {
  std::vector<std::byte> bytes = lld_sample("lld_arm_no_sections");
  Expected<std::vector<MappedRange>> ranges = mapped_ranges(bytes, facts_of(bytes));
  ASSERT_TRUE(ranges);
  EXPECT_TRUE(ranges->empty());
}

TEST(Sections, are_named_and_within_the_file) {
  std::vector<std::byte> bytes = lld_sample("lld_thumb_library");
  Expected<std::vector<Section>> all = sections(bytes, facts_of(bytes));
  ASSERT_TRUE(all) << all.error().message();
  ASSERT_EQ(all->size(), 23U);
  const Section& text = (*all)[11];
  EXPECT_EQ(text.name, ".text");
  EXPECT_TRUE(text.is_executable() && text.is_loaded());
  EXPECT_EQ(content_of(bytes, text).size(), 0x4cU);
}

// Headers of another file must not excuse bytes of this one.
TEST(Sections, that_contradict_the_segments_are_refused) {
  std::vector<std::byte> bytes = lld_sample("lld_thumb_library");
  std::uint64_t table = *ByteReader(bytes, Endian::little).u32(32);
  write_number(bytes, table + 11U * 40 + 12, 0x2e0, 4, Endian::little);  // the address of .text
  EXPECT_THAT(message_of(sections(bytes, facts_of(bytes))),
              HasSubstr("section 11: 0x4c bytes at address 0x2e0 and offset 0x2d0 are not those"));
}

TEST(Sections, name_the_field_of_hostile_headers) {
  std::vector<std::byte> good = lld_sample("lld_thumb_library");
  std::vector<std::byte> bytes = good;
  write_number(bytes, 48, 0xFFFF, 2, Endian::little);  // e_shnum
  EXPECT_THAT(message_of(sections(bytes, facts_of(bytes))),
              HasSubstr("section headers: 65535 of them in a file"));
  bytes = good;
  write_number(bytes, 48, 40, 2, Endian::little);
  EXPECT_THAT(message_of(sections(bytes, facts_of(bytes))),
              HasSubstr("section headers: 0x640 bytes at 0x"));
  bytes = good;
  write_number(bytes, 46, 39, 2, Endian::little);  // e_shentsize
  EXPECT_THAT(message_of(sections(bytes, facts_of(bytes))),
              HasSubstr("section headers of 39 bytes instead of 40"));
  // No count in the header: it is in section 0.
  bytes = good;
  std::uint64_t table = *ByteReader(bytes, Endian::little).u32(32);
  write_number(bytes, 48, 0, 2, Endian::little);
  write_number(bytes, table + 20, 0xFFFFFFFF, 4, Endian::little);
  EXPECT_THAT(message_of(sections(bytes, facts_of(bytes))),
              HasSubstr("section headers: 4294967295 of them in a file"));
  write_number(bytes, table + 20, 22, 4, Endian::little);
  EXPECT_EQ(sections(bytes, facts_of(bytes))->size(), 22U);
}

TEST(Attributes, of_arm_tell_more_than_the_architecture) {
  ElfFacts facts = facts_of(lld_sample("lld_thumb_library"));
  ASSERT_TRUE(facts.arm_attributes);
  EXPECT_EQ(facts.arm_attributes->cpu_arch, 10U);
  EXPECT_EQ(facts.arm_attributes->cpu_arch_profile, std::uint64_t{'A'});
  EXPECT_EQ(facts.arm_attributes->thumb_isa_use, 2U);
  EXPECT_EQ(facts.arm_attributes->fp_arch, 4U);
  EXPECT_EQ(facts.arm_attributes->div_use, std::nullopt);
}

TEST(Attributes, of_mips_tell_register_sizes) {
  ElfFacts facts = facts_of(lld_sample("lld_mips_library"));
  ASSERT_TRUE(facts.mips_abi_flags);
  EXPECT_EQ(facts.mips_abi_flags->isa_revision, 2U);
  EXPECT_EQ(facts.mips_abi_flags->gpr_size, 1U);
  EXPECT_EQ(facts.mips_abi_flags->fpr_size, 1U);
  EXPECT_EQ(facts.mips_abi_flags->fp_abi, 5U);
}

TEST(Attributes, of_risc_v_tell_the_instruction_set) {
  for (const char* name : {"lld_rv64_library", "rv64_object"}) {
    std::vector<std::byte> bytes = lld_sample(name);
    std::optional<RiscvAttributes> attributes = riscv_attributes(bytes, facts_of(bytes));
    ASSERT_TRUE(attributes) << name;
    EXPECT_THAT(attributes->arch, HasSubstr("rv64i2p1_m2p0_a2p1_f2p2_d2p2_c2p0")) << name;
    EXPECT_EQ(attributes->stack_align, 16U);
  }
  std::vector<std::byte> arm = lld_sample("lld_thumb_library");
  EXPECT_EQ(riscv_attributes(arm, facts_of(arm)), std::nullopt);
}

TEST(GnuProperties, tell_of_guarded_branches) {
  std::vector<std::byte> bytes = lld_sample("lld_x86_64_library");
  EXPECT_EQ(gnu_properties(bytes, facts_of(bytes)).x86_features, 3U);
  std::vector<std::byte> arm = lld_sample("lld_aarch64_library");
  EXPECT_EQ(gnu_properties(arm, facts_of(arm)), GnuProperties{});
}

}  // namespace
}  // namespace ashore::elf
