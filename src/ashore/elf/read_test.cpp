// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ashore/elf/elf.h"
#include "ashore/elf/sample_image.h"

namespace ashore::elf {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

ElfFacts facts_of(SampleImage image) {
  Expected<ElfFacts> facts = read(image.bytes());
  EXPECT_TRUE(facts) << facts.error().message();
  return facts ? *facts : ElfFacts{};
}

std::string error_of(std::vector<std::byte> bytes) {
  Expected<ElfFacts> facts = read(bytes);
  return facts ? "no error" : facts.error().message();
}

std::string number(std::uint32_t value) {
  std::string text;
  for (int shift = 0; shift < 32; shift += 8) text += static_cast<char>((value >> shift) & 0xFF);
  return text;
}

TEST(ElfRead, tells_machine_class_and_byte_order) {
  ElfFacts arm = facts_of(SampleImage());
  EXPECT_EQ(arm.bits, 32U);
  EXPECT_EQ(arm.type, ElfType::executable);
  EXPECT_EQ(machine_of(arm, FloatAbi::hard),
            (Machine{Arch::arm, Endian::little, Abi::arm_eabi, FloatAbi::soft}));
  ElfFacts mips = facts_of(SampleImage::mips_big_endian());
  EXPECT_EQ(machine_of(mips, FloatAbi::soft),
            (Machine{Arch::mips, Endian::big, Abi::mips_o32, FloatAbi::soft}));
  ElfFacts arm64 = facts_of(SampleImage::aarch64());
  EXPECT_EQ(arm64.bits, 64U);
  EXPECT_EQ(machine_of(arm64, FloatAbi::soft),
            (Machine{Arch::aarch64, Endian::little, Abi::plain, FloatAbi::hard}));
  SampleImage unknown;
  unknown.machine = 94;
  EXPECT_EQ(machine_of(facts_of(unknown), FloatAbi::soft), std::nullopt);
}

TEST(ElfRead, takes_the_float_abi_of_arm_from_flags_and_else_from_attributes) {
  EXPECT_EQ(facts_of(SampleImage::arm_hard_float()).float_abi, FloatAbi::hard);
  SampleImage silent;
  silent.flags = 0x05000000;
  EXPECT_EQ(facts_of(silent).float_abi, std::nullopt);
  // Tag_CPU_name "7-A", Tag_CPU_arch 10, Tag_FP_arch 3, Tag_ABI_VFP_args 1.
  std::string tags("\x05"
                   "7-A\0\x06\x0a\x0a\x03\x1c\x01",
                   11);
  std::string file_tags = "\x01" + number(static_cast<std::uint32_t>(5 + tags.size())) + tags;
  std::string vendor = std::string("aeabi\0", 6) + file_tags;
  silent.arm_attributes = "A" + number(static_cast<std::uint32_t>(4 + vendor.size())) + vendor;
  ElfFacts told = facts_of(silent);
  ASSERT_TRUE(told.arm_attributes);
  EXPECT_EQ(*told.arm_attributes, (ArmAttributes{10, 3, 1, "7-A"}));
  EXPECT_EQ(told.float_abi, FloatAbi::hard);
}

TEST(ElfRead, tells_the_mips_abis_and_float_abi) {
  SampleImage image = SampleImage::mips_big_endian();
  image.mips_abi_flags = std::string("\0\0\x20\2\1\0\0\3\0\0\0\0\0\0\0\1\0\0\0\0\0\0\0\0", 24);
  ElfFacts soft = facts_of(image);
  ASSERT_TRUE(soft.mips_abi_flags);
  EXPECT_EQ(*soft.mips_abi_flags, (MipsAbiFlags{32, 2, 3, 1, 1}));
  EXPECT_EQ(soft.float_abi, FloatAbi::soft);
  image.flags |= 0x20;
  EXPECT_EQ(facts_of(image).abi, Abi::mips_n32);
  EXPECT_EQ(facts_of(image).arch, Arch::mips64);
}

TEST(ElfRead, finds_what_the_loader_needs_without_any_section_header) {
  SampleImage image;
  image.interpreter = "/lib/ld-linux.so.3";
  image.needed = {"libgcc_s.so.1", "libc.so.6"};
  image.soname = "me";
  image.runpath = "$ORIGIN";
  image.pie = true;
  image.versions = {{"libc.so.6", "GLIBC_2.34", false}, {"libc.so.6", "GLIBC_2.4", true}};
  ElfFacts facts = facts_of(image);
  EXPECT_EQ(facts.interpreter, "/lib/ld-linux.so.3");
  EXPECT_THAT(facts.needed, ElementsAre("libgcc_s.so.1", "libc.so.6"));
  EXPECT_EQ(facts.soname, "me");
  EXPECT_EQ(facts.runpath, "$ORIGIN");
  EXPECT_TRUE(facts.says_pie);
  EXPECT_EQ(facts.versions, image.versions);
}

TEST(ElfRead, reads_dynamic_sections_of_every_class_and_byte_order) {
  for (SampleImage image : {SampleImage::aarch64(), SampleImage::mips_big_endian()}) {
    image.needed = {"libc.so"};
    image.versions = {{"libc.so", "V1", false}};
    ElfFacts facts = facts_of(image);
    EXPECT_THAT(facts.needed, ElementsAre("libc.so"));
    EXPECT_EQ(facts.versions, image.versions);
  }
}

TEST(ElfRead, finds_build_id_and_oldest_kernel_in_notes) {
  SampleImage image;
  image.minimum_kernel = Version{{3, 2, 0}};
  image.build_id = "\x01\xab\xcd";
  ElfFacts facts = facts_of(image);
  EXPECT_EQ(facts.minimum_kernel, (Version{{3, 2}}));  // a kernel "3.2" is no older
  EXPECT_EQ(facts.build_id, "01abcd");
}

TEST(ElfRead, names_the_field_that_is_wrong_and_where) {
  std::vector<std::byte> bytes = SampleImage().bytes();
  EXPECT_EQ(error_of({bytes.begin(), bytes.begin() + 51}),
            "ELF header: 0x34 bytes at 0x0 end after the file (0x33)");
  EXPECT_EQ(error_of({bytes.begin(), bytes.begin() + 60}),
            "program headers: 0x40 bytes at 0x34 end after the file (0x3c)");
  std::vector<std::byte> strange = bytes;
  strange[4] = std::byte{7};
  EXPECT_EQ(error_of(strange), "ELF header: class 7 is neither 32-bit (1) nor 64-bit (2)");
  strange = bytes;
  strange[42] = std::byte{31};
  EXPECT_EQ(error_of(strange), "ELF header: program headers of 31 bytes instead of 32");
}

TEST(ElfRead, refuses_a_file_that_is_cut_off) {
  SampleImage image;
  image.text = std::string(1000, 'x');
  std::vector<std::byte> bytes = image.bytes();
  bytes.resize(bytes.size() - 1);
  EXPECT_THAT(error_of(bytes), HasSubstr("program header 0: 0x"));
  EXPECT_THAT(error_of(bytes), HasSubstr("end after the file"));
}

TEST(ElfRead, refuses_segments_that_no_kernel_maps) {
  SampleImage image;
  image.more_segments = {{1, 4, 0, 0xFFFFF000, 16, 0x2000, 4096}};
  EXPECT_EQ(error_of(image.bytes()),
            "program header 2: 0x2000 bytes at address 0xfffff000 leave the address space");
  image.more_segments = {{1, 4, 0, 0x40000, 16, 8, 4096}};
  EXPECT_EQ(error_of(image.bytes()),
            "program header 2: 0x10 bytes of the file for 0x8 bytes of memory");
}

TEST(ElfRead, refuses_an_interpreter_that_is_no_string) {
  SampleImage image;
  image.more_segments = {{3, 4, 0, 0, 4, 4, 1}};
  EXPECT_EQ(error_of(image.bytes()),
            "program header 2 (interpreter): 0x4 bytes at 0x0 are not a path that ends in NUL");
}

TEST(ElfRead, refuses_a_dynamic_section_with_two_faces) {
  SampleImage image;
  image.more_segments = {{2, 4, 0, 0x10010, 16, 16, 4}};
  EXPECT_EQ(error_of(image.bytes()),
            "dynamic section: address 0x10010 and offset 0x0 name different bytes");
}

TEST(ElfRead, refuses_a_needed_library_outside_the_string_table) {
  SampleImage image;
  image.needed = {"libmark.so"};
  std::vector<std::byte> bytes = image.bytes();
  // The dynamic section is the last thing in the file: DT_NEEDED is its first entry.
  std::size_t dynamic = bytes.size() - std::size_t{4} * 8;
  ASSERT_EQ(bytes[dynamic], std::byte{1});
  bytes[dynamic + 5] = std::byte{0x7f};
  EXPECT_THAT(error_of(bytes), HasSubstr("needed library: no string"));
}

TEST(ElfReadHead, tells_what_lies_in_the_first_bytes_and_no_more) {
  SampleImage image = SampleImage::arm_hard_float();
  image.text = std::string(5000, 'x');
  image.interpreter = "/lib/ld-musl-armhf.so.1";
  std::vector<std::byte> bytes = image.bytes();
  Expected<ElfFacts> head = read_head(std::span(bytes).first(4096));
  ASSERT_TRUE(head) << head.error().message();
  EXPECT_EQ(head->float_abi, FloatAbi::hard);
  EXPECT_EQ(head->segments.size(), 4U);
  EXPECT_EQ(head->interpreter, std::nullopt);  // it lies behind the text
  Expected<ElfFacts> header_only = read_head(std::span(bytes).first(52));
  ASSERT_TRUE(header_only);
  EXPECT_EQ(header_only->arch, Arch::arm);
  EXPECT_FALSE(read_head(std::span(bytes).first(20)));
}

}  // namespace
}  // namespace ashore::elf
