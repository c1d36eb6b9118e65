// SPDX-License-Identifier: Apache-2.0
// Real programs without symbols, made by Clang and lld; tests/fuzz/corpus/reach has them.
#include "ashore/reach/reach.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <string>

#include "ashore/elf/elf.h"

namespace ashore::reach {
namespace {

std::string sample(const std::string& name) {
  std::ifstream file(std::string(ASHORE_SOURCE_DIR) + "/tests/fuzz/corpus/reach/" + name,
                     std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

Expected<Descent> descent_of(const std::string& bytes) {
  std::span<const std::byte> file = std::as_bytes(std::span(bytes));
  TRY_ASSIGN(ElfFacts facts, elf::read(file));
  TRY_ASSIGN(elf::LoadedImage image, elf::LoadedImage::of(file, facts));
  return descend(image);
}

std::uint64_t reached_bytes(const Descent& descent, CodeKind kind, Certainty certainty) {
  std::uint64_t bytes = 0;
  for (const Reached& reached : descent.code) {
    if (reached.kind == kind && reached.certainty == certainty)
      bytes += reached.end - reached.begin;
  }
  return bytes;
}

TEST(Reach, programs_with_switches_tables_and_labels_are_followed_to_their_ends) {
  for (const char* name :
       {"arm-O2",       "arm-Os",       "arm-pie-O2",   "arm-pie-Os", "thumb-O2",
        "thumb-Os",     "thumb-pie-O2", "thumb-pie-Os", "thumb1-O2",  "a64-O2",
        "a64-Os",       "a64-pie-O2",   "a64-pie-Os",   "riscv-O2",   "riscv-Os",
        "riscv-pie-O2", "riscv-pie-Os", "mips-O2",      "mips-Os",    "mipsel-O2"}) {
    Expected<Descent> descent = descent_of(sample(name));
    ASSERT_TRUE(descent) << name << ": " << descent.error().message();
    for (const Open& open : descent->open)
      ADD_FAILURE() << name << ": " << std::hex << open.address << " " << open.why;
    EXPECT_TRUE(descent->is_complete) << name;
  }
}

TEST(Reach, code_that_starts_is_certain_in_its_own_kind) {
  Expected<Descent> arm = descent_of(sample("arm-pie-Os")), thumb = descent_of(sample("thumb-Os"));
  ASSERT_TRUE(arm && thumb);
  EXPECT_GT(reached_bytes(*arm, CodeKind::a32, Certainty::certain), 800U);
  EXPECT_EQ(reached_bytes(*arm, CodeKind::thumb, Certainty::certain), 0U);
  EXPECT_GT(reached_bytes(*thumb, CodeKind::thumb, Certainty::certain), 150U);
  EXPECT_EQ(reached_bytes(*thumb, CodeKind::a32, Certainty::certain), 0U);
}

TEST(Reach, a_jump_that_is_not_understood_leaves_the_descent_open) {
  std::string bytes = sample("arm-Os");
  ElfFacts facts = elf::read(std::as_bytes(std::span(bytes))).value();
  auto code = std::ranges::find_if(facts.segments, &ElfSegment::is_executable);
  ASSERT_NE(code, facts.segments.end());
  std::uint64_t at = facts.entry - code->address + code->offset;
  bytes.replace(at, 8,
                std::string("\x91\x00\x00\xE0"   // and r0, r0, r1, lsl r0
                            "\x10\xFF\x2F\xE1",  // bx r0
                            8));
  Expected<Descent> descent = descent_of(bytes);
  ASSERT_TRUE(descent);
  EXPECT_FALSE(descent->is_complete);
  ASSERT_FALSE(descent->open.empty());
  EXPECT_EQ(descent->open[0].address, facts.entry + 4);
}

TEST(Reach, short_instructions_of_mips_are_refused_and_not_called_complete) {
  std::string bytes = sample("mips-O2");
  bytes[36] |= 0x02;  // e_flags: microMIPS
  Expected<Descent> descent = descent_of(bytes);
  ASSERT_FALSE(descent);
  EXPECT_NE(descent.error().message().find("microMIPS"), std::string::npos);
}

TEST(Reach, other_architectures_are_refused_and_not_called_complete) {
  std::string bytes = sample("arm-Os");
  bytes[18] = 62;  // x86-64
  EXPECT_FALSE(descent_of(bytes));
}

}  // namespace
}  // namespace ashore::reach
