// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include "ashore/elf/lld_sample.h"
#include "ashore/elf/versions.h"

namespace ashore::elf {
namespace {

using ::testing::HasSubstr;
using ::testing::UnorderedElementsAre;

constexpr std::uint64_t dt_hash = 4, dt_strsz = 10, dt_symtab = 6, dt_syment = 11,
                        dt_gnu_hash = 0x6ffffef5, dt_versym = 0x6ffffff0, dt_verdef = 0x6ffffffc,
                        dt_verneed = 0x6ffffffe;

std::vector<std::string> names_of(const SymbolTable& symbols) {
  std::vector<std::string> names;
  for (std::size_t i = 1; i < symbols.size(); ++i) names.emplace_back(symbols[i].name);
  return names;
}

std::string symbol_error(const std::vector<std::byte>& bytes) {
  Expected<LoadedImage> image = image_of(bytes);
  return image ? message_of(dynamic_symbols(*image)) : message_of(image);
}

TEST(DynamicSymbols, are_found_by_either_hash_on_every_machine) {
  for (const std::string& name : lld_libraries()) {
    std::vector<std::byte> bytes = lld_sample(name);
    Expected<LoadedImage> image = image_of(bytes);
    ASSERT_TRUE(image) << name << image.error().message();
    Expected<SymbolTable> symbols = dynamic_symbols(*image);
    ASSERT_TRUE(symbols) << name << symbols.error().message();
    EXPECT_THAT(names_of(*symbols), UnorderedElementsAre("exported", "renamed", "other", "wanted"))
        << name;
  }
}

TEST(DynamicSymbols, need_no_section_headers) {
  std::vector<std::byte> whole = lld_sample("lld_arm_library");
  std::vector<std::byte> stripped = lld_sample("lld_arm_no_sections");
  Expected<LoadedImage> image = image_of(stripped);
  ASSERT_TRUE(image);
  EXPECT_EQ(dynamic_symbols(*image)->size(), dynamic_symbols(*image_of(whole))->size());
  EXPECT_EQ(static_symbols(stripped, facts_of(stripped))->size(), 0U);
}

TEST(DynamicSymbols, tell_kind_binding_and_whether_they_are_defined) {
  std::vector<std::byte> bytes = lld_sample("lld_thumb_library");
  Expected<LoadedImage> image = image_of(bytes);
  ASSERT_TRUE(image);
  Expected<SymbolTable> symbols = dynamic_symbols(*image);
  ASSERT_TRUE(symbols);
  Symbol other = (*symbols)[1];
  EXPECT_EQ(other.name, "other");
  EXPECT_FALSE(other.is_defined());
  EXPECT_EQ(other.binding, SymbolBinding::global);
  Symbol wanted = (*symbols)[2];
  EXPECT_EQ(wanted.binding, SymbolBinding::weak);
  Symbol exported = (*symbols)[3];
  EXPECT_TRUE(exported.is_defined());
  EXPECT_EQ(exported.kind, SymbolKind::function);
  EXPECT_EQ(exported.value, address_of(bytes, "exported"));
  EXPECT_EQ(exported.value & 1, 1U);  // Thumb
  EXPECT_EQ(exported.size, 40U);
}

// GNU ld writes an empty table where nothing is exported; undefined symbols are then not counted.
TEST(DynamicSymbols, that_only_relocations_name_are_counted) {
  std::vector<std::byte> bytes = lld_sample("lld_thumb_library");
  Expected<LoadedImage> image = image_of(bytes);
  ASSERT_TRUE(image);
  std::uint64_t table = *image->offset_of(*image->dynamic().gnu_hash, 16);
  std::uint64_t buckets = *ByteReader(bytes, Endian::little).u32(table);
  std::uint64_t bloom = *ByteReader(bytes, Endian::little).u32(table + 8);
  for (std::uint64_t i = 0; i < buckets; ++i)
    write_number(bytes, table + 16 + 4 * bloom + 4 * i, 0, 4, Endian::little);
  write_number(bytes, table + 4, 1, 4, Endian::little);
  EXPECT_THAT(names_of(*dynamic_symbols(*image_of(bytes))),
              UnorderedElementsAre("other", "wanted"));
}

TEST(DynamicSymbols, name_the_field_of_a_hostile_table) {
  std::vector<std::byte> good = lld_sample("lld_arm_library");
  std::vector<std::byte> bytes = good;
  set_dynamic(bytes, dt_syment, 15);
  EXPECT_EQ(symbol_error(bytes), "dynamic symbols: entries of 15 bytes instead of 16");
  bytes = good;
  set_dynamic(bytes, dt_symtab, 0xFFFFFFF0);
  EXPECT_THAT(symbol_error(bytes), HasSubstr("dynamic symbols: 0x50 bytes at address 0xfffffff0"));
  bytes = good;
  set_dynamic(bytes, dt_hash, 0x7FFFFFFF);
  EXPECT_THAT(symbol_error(bytes), HasSubstr("(DT_HASH): 0x8 bytes at address 0x7fffffff"));
  bytes = good;
  Expected<LoadedImage> image = image_of(good);
  ASSERT_TRUE(image);
  write_number(bytes, *image->offset_of(*image->dynamic().hash, 8) + 4, 0xFFFFFFFF, 4,
               Endian::little);
  EXPECT_THAT(symbol_error(bytes), HasSubstr("(DT_HASH): 0x"));
  bytes = good;
  write_number(bytes, *image->offset_of(*image->dynamic().symbols.address, 32) + 16, 0xFFFF, 4,
               Endian::little);
  EXPECT_THAT(symbol_error(bytes), HasSubstr("the name of symbol 1 at 0xffff is not in"));
}

TEST(DynamicSymbols, name_the_field_of_a_hostile_gnu_hash) {
  std::vector<std::byte> good = lld_sample("lld_thumb_library");
  std::vector<std::byte> bytes = good;
  set_dynamic(bytes, dt_gnu_hash, 0);  // the ELF header as a table
  EXPECT_THAT(symbol_error(bytes), HasSubstr("(DT_GNU_HASH)"));
  Expected<LoadedImage> image = image_of(good);
  ASSERT_TRUE(image);
  std::uint64_t table = *image->offset_of(*image->dynamic().gnu_hash, 16);
  for (std::uint64_t field : {0U, 8U}) {  // buckets, words of the filter
    bytes = good;
    write_number(bytes, table + field, 0xFFFFFFFF, 4, Endian::little);
    EXPECT_THAT(symbol_error(bytes), HasSubstr("(DT_GNU_HASH): 0x")) << field;
  }
  bytes = good;
  write_number(bytes, table + 4, 0xFFFF, 4, Endian::little);  // first symbol
  EXPECT_THAT(symbol_error(bytes), HasSubstr("below the first one 65535"));
}

// Each of many symbols may have the one name of the whole string table: reading them must not
// take the square of the file's size.
TEST(DynamicSymbols, with_endless_names_are_refused) {
  std::vector<std::byte> entries(std::size_t{16} * 4096);
  for (std::size_t i = 0; i < 4096; ++i) entries[i * 16] = std::byte{1};
  std::vector<std::byte> strings(1 << 20, std::byte{'x'});
  strings.back() = std::byte{0};
  EXPECT_THAT(message_of(SymbolTable::of(entries, strings, {}, false, Endian::little, "symbols")),
              HasSubstr("symbols: the names of 4096 symbols are far longer than the string table"));
}

TEST(SymbolTable, takes_the_section_of_a_large_object_from_the_extended_table) {
  std::vector<std::byte> entries(32), extended(8);
  write_number(entries, 16 + 14, 0xFFFF, 2, Endian::big);
  write_number(extended, 4, 70000, 4, Endian::big);
  Expected<SymbolTable> symbols =
      SymbolTable::of(entries, {}, extended, false, Endian::big, "symbols");
  ASSERT_TRUE(symbols) << symbols.error().message();
  EXPECT_EQ((*symbols)[1].section, 70000U);
  write_number(entries, 16 + 14, 0xFFF1, 2, Endian::big);
  EXPECT_TRUE(
      (*SymbolTable::of(entries, {}, extended, false, Endian::big, "symbols"))[1].is_absolute());
}

TEST(SymbolVersions, tell_what_is_wanted_and_defined_on_every_machine) {
  for (const std::string& name : lld_libraries()) {
    std::vector<std::byte> bytes = lld_sample(name);
    Expected<LoadedImage> image = image_of(bytes);
    ASSERT_TRUE(image) << name;
    Expected<SymbolVersions> versions = symbol_versions(*image);
    ASSERT_TRUE(versions) << name << versions.error().message();
    ASSERT_EQ(versions->needed().size(), 1U) << name;
    EXPECT_EQ(versions->needed()[0], (NeededVersion{"libdep.so", "W1", 4, false})) << name;
    ASSERT_EQ(versions->defined().size(), 3U) << name;
    EXPECT_TRUE(versions->defined()[0].base);
    EXPECT_EQ(versions->defined()[1], (DefinedVersion{"V1", 2, false, false})) << name;
    EXPECT_EQ(versions->defined()[2], (DefinedVersion{"V2", 3, false, false})) << name;
  }
}

TEST(SymbolVersions, belong_to_symbols) {
  std::vector<std::byte> bytes = lld_sample("lld_mips_library");
  Expected<LoadedImage> image = image_of(bytes);
  ASSERT_TRUE(image);
  Expected<SymbolVersions> versions = symbol_versions(*image);
  Expected<SymbolTable> symbols = dynamic_symbols(*image);
  ASSERT_TRUE(versions && symbols);
  for (std::size_t i = 1; i < symbols->size(); ++i) {
    VersionOfSymbol expected;
    if ((*symbols)[i].name == "exported") expected = {"V2", "", false};
    if ((*symbols)[i].name == "renamed") expected = {"V1", "", true};
    if ((*symbols)[i].name == "other") expected = {"W1", "libdep.so", false};
    EXPECT_EQ(versions->of_symbol(i), expected) << (*symbols)[i].name;
  }
  EXPECT_EQ(versions->of_symbol(100000), VersionOfSymbol{});
}

TEST(SymbolVersions, name_the_field_of_a_hostile_table) {
  auto error = [](std::uint64_t tag, std::uint64_t value) {
    std::vector<std::byte> bytes = lld_sample("lld_arm_library");
    set_dynamic(bytes, tag, value);
    // The facts of the whole file already need the versions that are wanted.
    Expected<LoadedImage> image = image_of(bytes);
    return image ? message_of(symbol_versions(*image)) : message_of(image);
  };
  EXPECT_THAT(error(dt_versym, 0x70000000), HasSubstr("(DT_VERSYM): 0x2 bytes at address"));
  EXPECT_THAT(error(dt_verdef, 0x70000000), HasSubstr("version definitions: 0x1 bytes at address"));
  EXPECT_THAT(error(dt_verneed, 0x70000000), HasSubstr("version needs: address 0x70000000"));
  EXPECT_THAT(error(dt_verdef, 0), HasSubstr("version definitions: "));
  EXPECT_THAT(error(dt_strsz, 1), HasSubstr("needed library: no string"));
}

}  // namespace
}  // namespace ashore::elf
