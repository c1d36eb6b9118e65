// SPDX-License-Identifier: Apache-2.0
#include "ashore/elf/archive.h"

#include <gmock/gmock.h>

#include <fmt/format.h>

#include "ashore/elf/lld_sample.h"
#include "ashore/elf/mapping.h"
#include "ashore/elf/recognise.h"

namespace ashore::elf {
namespace {

using ::testing::HasSubstr;

std::string member(std::string_view name, std::string_view size, std::string_view content) {
  std::string made = fmt::format("{:<16}{:<12}{:<6}{:<6}{:<8}{:<10}`\n", name, 0, 0, 0, 644, size);
  made += content;
  if (content.size() % 2 == 1) made += '\n';
  return made;
}

std::string error_of(const std::string& text) {
  return message_of(archive_members(std::as_bytes(std::span(text))));
}

std::string text_of(std::span<const std::byte> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

TEST(Archive, of_gnu_has_long_and_short_names) {
  std::vector<std::byte> bytes = lld_sample("archive_gnu");
  Expected<std::vector<ArchiveMember>> members = archive_members(bytes);
  ASSERT_TRUE(members) << members.error().message();
  ASSERT_EQ(members->size(), 2U);
  EXPECT_EQ((*members)[0].name, "a_member_with_a_long_name.o");
  EXPECT_EQ((*members)[1].name, "short.o");
  for (const ArchiveMember& object : *members) {
    Expected<ElfFacts> facts = read(object.bytes);
    ASSERT_TRUE(facts) << facts.error().message();
    EXPECT_EQ(facts->type, ElfType::relocatable);
    EXPECT_EQ(mapped_ranges(object.bytes, *facts)->size(), 1U);
  }
}

TEST(Archive, of_bsd_has_names_in_the_content) {
  std::vector<std::byte> bytes = lld_sample("archive_bsd");
  Expected<std::vector<ArchiveMember>> members = archive_members(bytes);
  ASSERT_TRUE(members) << members.error().message();
  ASSERT_EQ(members->size(), 1U);
  EXPECT_EQ((*members)[0].name, "a_member_with_a_long_name.o");
  EXPECT_TRUE(read((*members)[0].bytes));
}

TEST(Archive, members_lie_on_even_places) {
  std::string text = "!<arch>\n" + member("odd/", "3", "abc") + member("name with space/", "0", "");
  Expected<std::vector<ArchiveMember>> members = archive_members(std::as_bytes(std::span(text)));
  ASSERT_TRUE(members) << members.error().message();
  ASSERT_EQ(members->size(), 2U);
  EXPECT_EQ(text_of((*members)[0].bytes), "abc");
  EXPECT_EQ((*members)[1].name, "name with space");
}

TEST(Archive, with_hostile_sizes_is_refused_by_name) {
  EXPECT_EQ(error_of("!<arch>\n" + member("a/", "9999999999", "")),
            "archive: 0x2540be3ff bytes of the member at 0x8 end after the file (0x44)");
  EXPECT_EQ(error_of("!<arch>\n" + member("a/", "-1", "")),
            "archive: the size of the member at 0x8 is `-1        `, no number");
  EXPECT_EQ(error_of("!<arch>\nshort"),
            "archive: the header of a member at 0x8 ends after the file (0xd)");
  EXPECT_EQ(error_of("!<arch>\n" + std::string(60, ' ')), "archive: no header of a member at 0x8");
  EXPECT_THAT(error_of("!<arch>\n" + member("/77", "0", "")),
              HasSubstr("the name `/77` of the member at 0x8 is not in the table of names"));
  EXPECT_THAT(error_of("!<arch>\n" + member("//", "4", "x.o/") + member("/0", "0", "")),
              HasSubstr("the name `/0`"));  // no end of the name
  EXPECT_THAT(error_of("!<arch>\n" + member("#1/20", "3", "abc")),
              HasSubstr("the name `#1/20` of the member at 0x8 is longer than the member"));
}

TEST(Archive, that_is_thin_or_none_says_so) {
  std::vector<std::byte> thin = lld_sample("archive_thin");
  EXPECT_THAT(message_of(archive_members(thin)), HasSubstr("this is a thin archive"));
  EXPECT_EQ(error_of("#!/bin/sh\n"), "this is a script for `/bin/sh`, not an archive (.a)");
}

TEST(WhatIsIt, has_words_for_people) {
  auto words = [](const std::string& name) { return what_is_it(lld_sample(name)); };
  EXPECT_EQ(words("thumb_object"), "an object file (.o) for 32-bit ARM");
  EXPECT_EQ(words("lld_mips_library"), "a shared library for 32-bit MIPS, big-endian");
  EXPECT_EQ(words("lld_mips64el_library"), "a shared library for 64-bit MIPS");
  EXPECT_EQ(words("lld_hf_static"), "a program for 32-bit ARM");
  EXPECT_EQ(words("lld_rv64_static_pie"), "a program for 64-bit RISC-V");
  EXPECT_EQ(words("script"), "a script for `/bin/sh`");
  std::string package = "!<arch>\ndebian-binary   1700000000";
  EXPECT_EQ(what_is_it(std::as_bytes(std::span(package))), "a Debian package (.deb)");
  std::string damaged = "\x7f"
                        "ELF\x01\x01";
  EXPECT_EQ(what_is_it(std::as_bytes(std::span(damaged))), "a damaged ELF file");
}

TEST(WhatIsIt, sees_what_upx_packed_and_not_who_only_speaks_of_it) {
  std::vector<std::byte> bytes = lld_sample("lld_hf_static");
  std::vector<std::byte> letters = {std::byte{'U'}, std::byte{'P'}, std::byte{'X'}, std::byte{'!'}};
  std::vector<std::byte> speaks = bytes;
  speaks.insert(speaks.end(), letters.begin(), letters.end());
  EXPECT_FALSE(is_packed_by_upx(speaks));
  std::uint64_t behind_headers = 52 + std::uint64_t{32} * facts_of(bytes).segments.size();
  std::ranges::copy(letters, speaks.begin() + static_cast<std::ptrdiff_t>(behind_headers) + 4);
  EXPECT_TRUE(is_packed_by_upx(speaks));
  EXPECT_EQ(what_is_it(speaks), "a program for 32-bit ARM, packed by UPX");
}

}  // namespace
}  // namespace ashore::elf
