// SPDX-License-Identifier: Apache-2.0
// Damaged files end in facts or in an error, never in anything else. The sanitizer builds give
// these tests their teeth.
#include <gtest/gtest.h>

#include <fstream>
#include <random>

#include "ashore/elf/elf.h"
#include "ashore/elf/lld_sample.h"
#include "ashore/elf/sample_image.h"
#include "ashore/elf/sound_answers.h"

namespace ashore::elf {
namespace {

SampleImage rich_image(SampleImage image) {
  image.interpreter = "/lib/ld.so.1";
  image.needed = {"liba.so", "libb.so"};
  image.soname = "s";
  image.runpath = "$ORIGIN";
  image.versions = {{"liba.so", "V1", false}, {"libb.so", "V2", false}};
  image.minimum_kernel = Version{{3, 2}};
  image.build_id = "0123456789abcdef";
  image.arm_attributes =
      std::string("A\x16\0\0\0aeabi\0\x01\x0c\0\0\0\x06\x0a\x0a\x03\x1c\x01\0", 23);
  if (image.machine == 8) image.mips_abi_flags = std::string(24, '\1');
  return image;
}

std::vector<std::vector<std::byte>> small_images() {
  return {rich_image(SampleImage()).bytes(), rich_image(SampleImage::aarch64()).bytes(),
          rich_image(SampleImage::mips_big_endian()).bytes()};
}

// Everything is asked of what can be read.
void expect_sound_answers(const std::vector<std::byte>& file) {
  Expected<ElfFacts> facts = read(file);
  if (facts) require_sound_answers(file, *facts);
  require_sound_outside(file);
}

// What holds for every file that was read, damaged or not.
void expect_within_limits(const Expected<ElfFacts>& facts) {
  if (!facts) {
    EXPECT_EQ(facts.error().kind(), ErrorKind::bad_input);
    EXPECT_FALSE(facts.error().message().empty());
    return;
  }
  EXPECT_TRUE(facts->bits == 32 || facts->bits == 64);
  EXPECT_LE(facts->needed.size(), 1024U);
  for (const std::string& library : facts->needed) EXPECT_LE(library.size(), 4096U);
}

TEST(ElfMutation, every_truncation_of_a_small_file_ends_in_facts_or_an_error) {
  for (const std::vector<std::byte>& image : small_images()) {
    ASSERT_TRUE(read(image));
    for (std::size_t size = 0; size < image.size(); ++size) {
      // A copy of that very size, so that the address sanitizer sees the end.
      std::vector<std::byte> cut(image.begin(), image.begin() + static_cast<std::ptrdiff_t>(size));
      expect_within_limits(read(cut));
      expect_within_limits(read_head(cut));
      EXPECT_FALSE(read(cut)) << size << " of " << image.size();
    }
  }
}

TEST(ElfMutation, every_byte_of_a_small_file_may_be_anything) {
  for (const std::vector<std::byte>& image : small_images()) {
    std::vector<std::byte> mutant = image;
    for (std::size_t at = 0; at < image.size(); ++at) {
      for (unsigned value : {0x00U, 0x01U, 0x7FU, 0x80U, 0xFFU}) {
        mutant[at] = static_cast<std::byte>(value);
        expect_within_limits(read(mutant));
      }
      mutant[at] = image[at];
    }
  }
}

// The interesting numbers of a real file are in its first kilobyte and wherever they point.
void expect_mutants_to_be_harmless(const std::vector<std::byte>& image) {
  std::mt19937 random(1);
  std::uniform_int_distribution<std::size_t> anywhere(0, image.size() - 1);
  std::uniform_int_distribution<std::size_t> in_head(0,
                                                     std::min<std::size_t>(1023, image.size() - 1));
  std::uniform_int_distribution<unsigned> any_byte(0, 255);
  for (int round = 0; round < 1000; ++round) {
    std::vector<std::byte> mutant = image;
    for (int i = 0; i < 4; ++i) {
      mutant[in_head(random)] = static_cast<std::byte>(any_byte(random));
      mutant[anywhere(random)] = static_cast<std::byte>(any_byte(random));
    }
    expect_within_limits(read(mutant));
    // Much more work for each file: some of them are megabytes.
    if (round % 100 == 0) expect_sound_answers(mutant);
  }
}

// Every byte of the small libraries that lld made is a field of some table, or code.
TEST(ElfMutation, damaged_libraries_give_sound_answers_or_none) {
  std::mt19937 random(2);
  std::vector<std::string> names = lld_libraries();
  names.insert(names.end(), {"thumb_object", "rv64_object", "archive_gnu", "archive_bsd",
                             "lld_arm_no_sections"});
  for (const std::string& name : names) {
    std::vector<std::byte> image = lld_sample(name);
    std::uniform_int_distribution<std::size_t> anywhere(0, image.size() - 1);
    for (int round = 0; round < 100; ++round) {
      std::vector<std::byte> mutant = image;
      for (int i = 0; i < 3; ++i)
        mutant[anywhere(random)] = static_cast<std::byte>(random() & 0xFF);
      expect_sound_answers(mutant);
    }
    for (std::size_t size = 0; size < image.size(); size += 31)
      expect_sound_answers({image.begin(), image.begin() + static_cast<std::ptrdiff_t>(size)});
  }
}

TEST(ElfMutation, damaged_real_programs_end_in_facts_or_an_error) {
  int seen = 0;
  for (const char* path :
       {"/bin/busybox", "/bin/ls", "/lib/x86_64-linux-gnu/libc.so.6", "/proc/self/exe"}) {
    std::vector<std::byte> image = bytes_of_file(path);
    if (image.empty() || !read(image)) continue;  // not on this host, or no ELF there
    ++seen;
    expect_mutants_to_be_harmless(image);
  }
  if (seen == 0) GTEST_SKIP() << "skipped: no ELF program in /bin";
}

TEST(ElfMutation, a_host_program_reads_whole) {
  std::vector<std::byte> self = bytes_of_file("/proc/self/exe");
  if (self.empty()) GTEST_SKIP() << "skipped: no /proc/self/exe";
  Expected<ElfFacts> facts = read(self);
  ASSERT_TRUE(facts) << facts.error().message();
  EXPECT_TRUE(facts->arch);
  EXPECT_TRUE(facts->interpreter);
  EXPECT_FALSE(facts->needed.empty());
  EXPECT_FALSE(facts->versions.empty());
}

}  // namespace
}  // namespace ashore::elf
