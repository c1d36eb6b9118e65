// SPDX-License-Identifier: Apache-2.0
// What is put into a device: its root's archive, edited programs, and a disguised kernel.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "ashore/elf/sample_image.h"
#include "ashore/lab/disguise.h"
#include "ashore/lab/elf_edit.h"
#include "ashore/lab/initramfs.h"

namespace ashore::lab {
namespace {

using namespace std::string_literals;
using testing::HasSubstr;

std::string padded(std::string text, std::size_t size) {
  text.resize(size, '\0');
  return text;
}

std::string utsname(const std::string& node, const std::string& release) {
  return padded("Linux", 65) + padded(node, 65) + padded(release, 65) + padded("#1 SMP", 65) +
         padded("armv7l", 65) + padded("(none)", 65);
}

std::span<std::byte> bytes(std::string& text) {
  return {reinterpret_cast<std::byte*>(text.data()), text.size()};
}

TEST(Disguise, changes_uname_and_nothing_beside_it) {
  std::string memory = "before" + utsname("r7000", "6.1.0-50-armmp") + "after";
  std::string expected = memory;
  expected.replace(6 + 2 * 65, 65, padded("2.6.36.4", 65));
  ASSERT_TRUE(disguise(bytes(memory), {"2.6.36.4", "", "", {}}, "6.1.0-50-armmp", "r7000"));
  EXPECT_EQ(memory, expected);
}

TEST(Disguise, a_kernel_that_is_not_found_is_an_error) {
  std::string memory = utsname("r7000", "5.10");
  Expected<void> result = disguise(bytes(memory), {"2.6.36", "", "", {}}, "6.1.0", "r7000");
  ASSERT_FALSE(result);
  EXPECT_THAT(result.error().message(), HasSubstr("uname"));
}

TEST(Disguise, a_name_cut_off_by_the_end_of_memory_is_left_alone) {
  std::string memory = utsname("r7000", "6.1.0").substr(0, std::size_t{5} * 65);
  EXPECT_FALSE(disguise(bytes(memory), {"2.6.36", "", "", {}}, "6.1.0", "r7000"));
}

TEST(Disguise, the_banner_keeps_its_three_fields) {
  std::string memory = "x\0%s version %s (builder@debian) (gcc-12 (Debian 12.2.0-14)) %s\n\0y"s;
  ASSERT_TRUE(disguise(bytes(memory), {"", "", "(me) (gcc 4.5.3)", {}}, "", ""));
  EXPECT_THAT(memory, HasSubstr("x\0%s version %s (me) (gcc 4.5.3) %s\n\0"s));
  EXPECT_EQ(memory.back(), 'y');
}

TEST(Disguise, a_longer_text_is_refused) {
  std::string memory = "board";
  EXPECT_FALSE(disguise(bytes(memory), {"", "", "", {{"board", "a longer board"}}}, "", ""));
  ASSERT_TRUE(disguise(bytes(memory), {"", "", "", {{"board", "b"}}}, "", ""));
  EXPECT_EQ(memory, "b\0\0\0\0"s);
}

TEST(ElfEdit, the_loaders_path_is_replaced_in_its_place) {
  Expected<std::string> program =
      with_interpreter("ab/lib/ld-linux.so.3\0cd"s, "/lib/ld-linux.so.3", "/opt/lab/ld");
  ASSERT_TRUE(program);
  EXPECT_EQ(*program, "ab/opt/lab/ld\0\0\0\0\0\0\0\0cd"s);
  EXPECT_FALSE(with_interpreter("no loader", "/lib/ld-linux.so.3", "/opt/lab/ld"));
  EXPECT_FALSE(with_interpreter("/lib/ld\0"s, "/lib/ld", "/much/longer/ld"));
}

TEST(ElfEdit, the_loader_searches_one_directory_only) {
  Expected<std::string> loader = searching(
      "/lib/arm-linux-gnueabi/\0/usr/lib/arm-linux-gnueabi/\0"s, "arm-linux-gnueabi", "/opt/lab");
  ASSERT_TRUE(loader);
  EXPECT_EQ(*loader, "/opt/lab///////////////\0/opt/lab///////////////////\0"s);
  EXPECT_FALSE(searching("/lib/other/", "arm-linux-gnueabi", "/opt/lab"));
}

std::string file_of(elf::SampleImage& image) {
  std::vector<std::byte> bytes = image.bytes();
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

TEST(ElfEdit, a_mips_program_says_that_it_is_soft_float) {
  elf::SampleImage image;
  image.machine = 8;
  image.flags = 0x70001000;  // MIPS32r2, o32
  // Version 0, MIPS32 release 2, registers of 32 bits, FPXX.
  image.mips_abi_flags = "\0\0\x20\x02\x01\x02\0\x05"s + std::string(16, '\0');
  Expected<std::string> soft = said_to_be_soft_float(file_of(image));
  ASSERT_TRUE(soft);
  Expected<ElfFacts> facts = elf::read(std::as_bytes(std::span(*soft)));
  ASSERT_TRUE(facts);
  ASSERT_TRUE(facts->mips_abi_flags);
  EXPECT_EQ(facts->mips_abi_flags->fp_abi, 3);
  image.mips_abi_flags.clear();
  EXPECT_FALSE(said_to_be_soft_float(file_of(image)));
  EXPECT_FALSE(said_to_be_soft_float("no program"));
}

TEST(ElfEdit, needed_modules_are_those_of_modinfo) {
  EXPECT_EQ(modules_needed("x\0license=GPL\0depends=jbd2,mbcache\0intree=Y\0"s),
            (std::vector<std::string>{"jbd2", "mbcache"}));
  EXPECT_TRUE(modules_needed("\0depends=\0"s).empty());
  EXPECT_TRUE(modules_needed("nothing").empty());
}

TEST(ElfEdit, applets_end_where_the_table_is_no_longer_sorted) {
  EXPECT_EQ(applets_of("junk\0[\0[[\0ash\0cat\0zcat\0Usage\0"s),
            (std::vector<std::string>{"[", "[[", "ash", "cat", "zcat"}));
  EXPECT_TRUE(applets_of("junk").empty());
  EXPECT_EQ(applets_of("\0[\0[[\0cut"s), (std::vector<std::string>{"[", "[["}));
}

TEST(Initramfs, parents_come_first_and_everything_is_aligned) {
  Initramfs tree;
  tree.file("/a/b/c", "text", 0755);
  tree.link("/a/l", "b/c");
  std::string archive = tree.archive();
  EXPECT_EQ(archive.size() % 4, 0u);
  std::size_t a = archive.find("a\0"s), b = archive.find("a/b\0"s), c = archive.find("a/b/c\0"s);
  ASSERT_NE(c, std::string::npos);
  EXPECT_LT(a, b);
  EXPECT_LT(b, c);
  EXPECT_EQ(archive.substr(c - 110, 6), "070701");
  // Mode of a program: the field after the inode's number.
  EXPECT_EQ(archive.substr(c - 110 + 14, 8), "000081ed");
  EXPECT_NE(archive.find("TRAILER!!!"), std::string::npos);
}

TEST(Initramfs, does_not_open_the_root_to_everybody) {
  std::string archive = Initramfs().archive();
  EXPECT_EQ(archive.substr(14, 8), "000041ed");
}

}  // namespace
}  // namespace ashore::lab
