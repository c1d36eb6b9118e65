// SPDX-License-Identifier: Apache-2.0
#include "ashore/verify/unwind_tables.h"

#include <gtest/gtest.h>

#include "ashore/elf/sample_image.h"

namespace ashore::verify {
namespace {

constexpr std::uint32_t pt_arm_exidx = 0x70000001;

std::string little(std::uint32_t word) {
  std::string bytes;
  for (unsigned i = 0; i < 4; ++i) bytes.push_back(static_cast<char>(word >> (8 * i)));
  return bytes;
}

// One entry of .ARM.exidx with that second word, and what stands behind it.
UnwoundRegisters of_entry(std::uint32_t entry, const std::string& behind = "") {
  elf::SampleImage image;
  std::string table = little(0x7fffff00) + little(entry);
  image.text = table + behind;
  std::vector<std::byte> bytes = image.bytes();
  Expected<ElfFacts> facts = elf::read(bytes);
  EXPECT_TRUE(facts);
  Expected<elf::LoadedImage> loaded = elf::LoadedImage::of(bytes, *facts);
  EXPECT_TRUE(loaded);
  ElfSegment segment;
  segment.type = pt_arm_exidx;
  segment.address = facts->entry;
  segment.file_size = segment.memory_size = table.size();
  facts->segments.push_back(segment);
  return unwound_registers(*loaded, *facts);
}

TEST(UnwindTables, core_registers_are_no_others) {
  UnwoundRegisters found = of_entry(0x80a8b0b0);  // pop r4, lr; finish
  EXPECT_TRUE(found.is_complete);
  EXPECT_FALSE(found.vfp || found.wmmx);
  EXPECT_TRUE(of_entry(1).is_complete);  // EXIDX_CANTUNWIND
}

TEST(UnwindTables, registers_of_vfp_and_iwmmxt_are_told) {
  EXPECT_TRUE(of_entry(0x80d1b0b0).vfp);  // pop d8, d9
  EXPECT_TRUE(of_entry(0x80b8b0b0).vfp);  // the same as FSTMFDX saved them
  EXPECT_TRUE(of_entry(0x80c9b0b0).vfp);
  EXPECT_TRUE(of_entry(0x80c0b0b0).wmmx);  // pop wR10
  EXPECT_TRUE(of_entry(0x80c60000).wmmx);
  EXPECT_FALSE(of_entry(0x80c0b0b0).vfp);
}

TEST(UnwindTables, the_second_byte_of_an_opcode_is_none_by_itself) {
  EXPECT_FALSE(of_entry(0x80b10db0).vfp);  // pop r0, r2, r3
  EXPECT_FALSE(of_entry(0x8081d1b0).vfp);  // a mask of core registers
}

TEST(UnwindTables, a_table_of_its_own_is_read_to_its_end) {
  std::string personality = little(0x7fffff00);
  // It begins 4 bytes behind the entry's second word; one word more of opcodes.
  UnwoundRegisters found = of_entry(4, personality + little(0x01a8a8a8) + little(0xd1b0b0b0));
  EXPECT_TRUE(found.is_complete);
  EXPECT_TRUE(found.vfp);
}

TEST(UnwindTables, what_is_not_understood_or_not_there_is_not_called_complete) {
  EXPECT_FALSE(of_entry(0x80cab0b0).is_complete);  // a spare opcode
  EXPECT_FALSE(of_entry(0x85b0b0b0).is_complete);  // no such routine in an entry
  EXPECT_FALSE(of_entry(0x40000000).is_complete);  // outside of the file
}

}  // namespace
}  // namespace ashore::verify
