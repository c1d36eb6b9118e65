// SPDX-License-Identifier: Apache-2.0
#include "ashore/elf/code_roots.h"

#include <gmock/gmock.h>

#include "ashore/elf/lld_sample.h"
#include "ashore/elf/relocations.h"
#include "ashore/elf/sample_image.h"
#include "ashore/elf/sections.h"

namespace ashore::elf {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsSupersetOf;

constexpr std::uint64_t dt_rel = 17, dt_relsz = 18, dt_relent = 19, dt_pltrel = 20,
                        dt_init_array = 25, dt_relr = 36, dt_relrsz = 35;

template <class Ask> std::string error_after(std::uint64_t tag, std::uint64_t value, Ask ask) {
  std::vector<std::byte> bytes = lld_sample("lld_thumb_library");
  set_dynamic(bytes, tag, value);
  Expected<LoadedImage> image = image_of(bytes);
  return image ? message_of(ask(*image)) : message_of(image);
}

std::optional<Section> section_named(const std::vector<std::byte>& bytes, std::string_view name) {
  Expected<std::vector<Section>> all = sections(bytes, facts_of(bytes));
  for (std::size_t i = 0; all && i < all->size(); ++i)
    if ((*all)[i].name == name) return (*all)[i];
  return std::nullopt;
}

// REL, RELA and RELR; what remains beside our three functions is the slot of `other`, which leads
// to the procedure linkage table until it is bound.
TEST(RelocatedCode, holds_every_function_whose_address_is_taken_on_every_machine) {
  for (const std::string& name : lld_libraries()) {
    std::vector<std::byte> bytes = lld_sample(name);
    Expected<LoadedImage> image = image_of(bytes);
    ASSERT_TRUE(image) << name;
    Expected<RelocatedCode> code = relocated_code(*image);
    ASSERT_TRUE(code) << name << code.error().message();
    EXPECT_TRUE(code->resolvers.empty()) << name;
    EXPECT_THAT(code->addresses, IsSupersetOf({address_of(bytes, "one"), address_of(bytes, "two"),
                                               address_of(bytes, "begin")}))
        << name;
    std::optional<Section> plt = section_named(bytes, ".plt");
    EXPECT_EQ(code->addresses.size(), plt ? 4U : 3U) << name;
    for (std::uint64_t address : code->addresses) {
      bool ours = address == address_of(bytes, "one") || address == address_of(bytes, "two") ||
                  address == address_of(bytes, "begin");
      EXPECT_TRUE(ours || address - plt->address < plt->size) << name << " " << address;
    }
  }
}

TEST(StartCode, is_what_the_loader_calls_on_every_machine) {
  for (const std::string& name : lld_libraries()) {
    std::vector<std::byte> bytes = lld_sample(name);
    Expected<StartCode> start = start_code(*image_of(bytes));
    ASSERT_TRUE(start) << name << start.error().message();
    // RELA leaves the array empty in the file: only the relocation tells.
    EXPECT_THAT(start->init_array, ElementsAre(address_of(bytes, "begin"))) << name;
    EXPECT_TRUE(start->fini_array.empty());
    EXPECT_EQ(start->entry, std::nullopt) << name;
  }
}

TEST(StartCode, has_the_entry_of_a_program) {
  SampleImage sample;
  sample.entry = 0x10101;
  std::vector<std::byte> bytes = sample.bytes();
  Expected<LoadedImage> image = image_of(bytes);
  ASSERT_TRUE(image) << image.error().message();
  EXPECT_EQ(start_code(*image)->entry, 0x10101U);
}

TEST(StartCode, names_an_array_outside_of_the_file) {
  EXPECT_THAT(error_after(dt_init_array, 0x70000000, start_code),
              HasSubstr("(DT_INIT_ARRAY): 0x4 bytes at address 0x70000000 are not in the file"));
}

TEST(RelocatedCode, names_the_field_of_a_hostile_table) {
  EXPECT_THAT(error_after(dt_rel, 0x70000000, relocated_code),
              HasSubstr("relocations (DT_REL): 0x8 bytes at address 0x70000000"));
  EXPECT_EQ(error_after(dt_relsz, 7, relocated_code),
            "relocations (DT_REL): 0x7 bytes are no whole number of entries of 8 bytes");
  EXPECT_EQ(error_after(dt_relent, 9, relocated_code),
            "relocations (DT_REL): entries of 9 bytes instead of 8");
  EXPECT_THAT(error_after(dt_pltrel, 3, relocated_code), HasSubstr("(DT_PLTREL) 3 is neither"));
  EXPECT_THAT(error_after(dt_relr, 0x70000000, relocated_code), HasSubstr("(DT_RELR): 0xc bytes"));
  EXPECT_THAT(error_after(dt_relrsz, 0x70000000, relocated_code), HasSubstr("(DT_RELR): 0x7"));
}

// One word of RELR names up to 31 places: a file of them must not multiply.
TEST(RelocatedCode, ends_where_relative_relocations_name_more_places_than_there_are) {
  SampleImage sample;
  sample.pie = true;
  sample.text = std::string(4000, '\xff');
  std::vector<std::byte> bytes = sample.bytes();
  Expected<LoadedImage> image = image_of(bytes);
  ASSERT_TRUE(image);
  // The dynamic section's flags and string size make room for DT_RELR and DT_RELRSZ.
  std::uint64_t text = image->entry();
  ElfFacts facts = facts_of(bytes);
  for (const ElfSegment& segment : facts.segments) {
    if (segment.type != pt_dynamic) continue;
    write_number(bytes, segment.offset, dt_relr, 4, Endian::little);
    write_number(bytes, segment.offset + 4, text, 4, Endian::little);
    write_number(bytes, segment.offset + 8, dt_relrsz, 4, Endian::little);
    write_number(bytes, segment.offset + 12, 4000, 4, Endian::little);
  }
  EXPECT_THAT(message_of(relocated_code(*image_of(bytes))),
              HasSubstr("(DT_RELR): more places than the file has words"));
}

TEST(RelocationKind, tells_resolvers_slots_and_pointers_apart) {
  EXPECT_EQ(relocation_kind(em_arm, 23, 0), RelocationKind::relative);
  EXPECT_EQ(relocation_kind(em_arm, 160, 0), RelocationKind::resolver);
  EXPECT_EQ(relocation_kind(em_aarch64, 1026, 5), RelocationKind::slot);
  EXPECT_EQ(relocation_kind(em_aarch64, 1032, 0), RelocationKind::resolver);
  EXPECT_EQ(relocation_kind(em_aarch64, 257, 5), RelocationKind::symbolic);
  EXPECT_EQ(relocation_kind(em_mips, 3, 0), RelocationKind::relative);
  EXPECT_EQ(relocation_kind(em_mips, 3, 1), RelocationKind::symbolic);
  EXPECT_EQ(relocation_kind(em_riscv, 58, 0), RelocationKind::resolver);
  EXPECT_EQ(relocation_kind(em_arm, 20, 1), RelocationKind::other);  // R_ARM_COPY
  EXPECT_EQ(relocation_kind(94, 1, 0), std::nullopt);
}

TEST(PossibleCodePointers, are_the_words_that_lie_in_code) {
  SampleImage sample;
  sample.text = std::string("\x34\x00\x01\x00\xff\xff\xff\xff", 8);  // 0x10034, and nowhere
  std::vector<std::byte> bytes = sample.bytes();
  Expected<LoadedImage> image = image_of(bytes);
  ASSERT_TRUE(image);
  std::vector<std::uint64_t> found = possible_code_pointers(*image);
  EXPECT_THAT(found, Contains(0x10034));
  for (std::uint64_t address : found) EXPECT_TRUE(image->is_code(address & ~std::uint64_t{1}));
}

TEST(LoadedImage, tells_code_from_data_and_finds_bytes_by_address) {
  std::vector<std::byte> bytes = lld_sample("lld_aarch64_library");
  Expected<LoadedImage> image = image_of(bytes);
  ASSERT_TRUE(image);
  EXPECT_THAT(image->code(), ElementsAre(CodeRange{0x3d0, 0x3d0, 0xb0, false}));
  EXPECT_TRUE(image->is_code(0x3d0));
  EXPECT_FALSE(image->is_code(0x480));
  EXPECT_EQ(image->word_at(0x480), 0x3e0U);
  EXPECT_EQ(image->word_at(0x47c), std::nullopt);
  EXPECT_EQ(image->bytes_at(0x3d0, 0xb1), std::nullopt);
  EXPECT_EQ(image->bytes_at(~std::uint64_t{0}, 2), std::nullopt);
}

TEST(LoadedImage, refuses_segments_that_overlap) {
  SampleImage sample;
  sample.more_segments = {{1, 5, 0, 0x10010, 16, 16, 4}};
  std::vector<std::byte> bytes = sample.bytes();
  EXPECT_EQ(message_of(image_of(bytes)),
            "program headers: the segments at addresses 0x10000 and 0x10010 overlap");
}

TEST(LoadedImage, refuses_to_load_one_byte_a_hundred_times) {
  SampleImage sample;
  for (std::uint64_t i = 0; i < 3; ++i)
    sample.more_segments.push_back({1, 5, 0, 0x100000 * (i + 1), 0x100, 0x100, 4});
  std::vector<std::byte> bytes = sample.bytes();
  EXPECT_THAT(message_of(image_of(bytes)), HasSubstr("bytes to load from a file of"));
}

}  // namespace
}  // namespace ashore::elf
