// SPDX-License-Identifier: Apache-2.0
// Encodings by LLVM's assembler (llvm-mc 19).
#include "ashore/flow/thumb.h"

#include <gtest/gtest.h>

namespace ashore::flow {
namespace {

constexpr std::uint64_t here = 0x10002;

// The first halfword is the higher one here.
Step wide(std::uint32_t halves, std::uint64_t address = here) {
  return thumb_step(static_cast<std::uint16_t>(halves >> 16), static_cast<std::uint16_t>(halves),
                    address, false);
}

Step narrow(std::uint16_t half, bool conditional = false) {
  return thumb_step(half, 0, here, conditional);
}

std::uint32_t bit(Register reg) { return std::uint32_t{1} << reg; }

TEST(Thumb, jumps_through_registers_and_memory_are_seen) {
  constexpr std::uint16_t jumps[] = {0x4770, 0x469F, 0xBD10, 0x4718, 0x448F};
  for (std::uint16_t half : jumps) {
    EXPECT_EQ(narrow(half).flow, Flow::jump_through) << std::hex << half;
    EXPECT_TRUE(narrow(half).ends_run()) << std::hex << half;
    EXPECT_FALSE(narrow(half, true).ends_run()) << std::hex << half;
  }
  EXPECT_EQ(narrow(0x4798).flow, Flow::call_through);    // blx r3
  EXPECT_EQ(wide(0xE8BD8030).flow, Flow::jump_through);  // pop.w {r4, r5, pc}
  EXPECT_EQ(wide(0xF85DFB04).flow, Flow::jump_through);  // ldr pc, [sp], #4
  EXPECT_TRUE(wide(0xF85DFB04).stack_return);
  EXPECT_TRUE(narrow(0x469F).keeps_kind);   // mov pc, r3
  EXPECT_FALSE(narrow(0x4718).keeps_kind);  // bx r3
}

TEST(Thumb, the_way_to_a32_goes_through_pc) {
  Step step = thumb_step(0x4778, 0, 0x10000, false);
  EXPECT_EQ(step.flow, Flow::jump);
  EXPECT_EQ(step.target, 0x10004U);
  EXPECT_EQ(step.target_kind, CodeKind::a32);
  Step call = wide(0xF000E800, 0x10002);  // blx
  EXPECT_EQ(call.target, 0x10004U);
  EXPECT_EQ(call.target_kind, CodeKind::a32);
}

TEST(Thumb, tables_of_branches_follow_the_instruction) {
  Step bytes = wide(0xE8DFF000), halves = wide(0xE8DFF011);
  EXPECT_EQ(bytes.table_index, 0);
  EXPECT_EQ(bytes.size, 1);
  EXPECT_EQ(halves.table_index, 1);
  EXPECT_EQ(halves.size, 2);
  EXPECT_EQ(bytes.flow, Flow::jump_through);
}

TEST(Thumb, addresses_are_made_of_pc_and_numbers) {
  Step literal = narrow(0x4B02);  // ldr r3, [pc, #8]
  EXPECT_EQ(literal.data, 0x10004U + 8);
  EXPECT_TRUE(narrow(0x447B).uses_pc);  // add r3, pc
  EXPECT_EQ(narrow(0xA004).number, 0x10004 + 16);
  EXPECT_EQ(wide(0xF2412334).number, 0x1234);
  EXPECT_EQ(wide(0xF2C56378).effect, Effect::high_half);
  Step thumb_bit = wide(0xF0430301);  // orr r3, r3, #1
  EXPECT_EQ(thumb_bit.effect, Effect::sum);
  EXPECT_EQ(thumb_bit.number, 1);
}

TEST(Thumb, blocks_of_conditional_instructions_are_counted) {
  EXPECT_EQ(narrow(0xBF98).it_block, 1);  // it ls
  EXPECT_EQ(narrow(0xBF06).it_block, 3);  // itte eq
  EXPECT_EQ(narrow(0xBF00).it_block, 0);  // nop
  Step block = narrow(0xBF06);
  EXPECT_EQ(block.condition_in_block(0), Condition::equal);
  EXPECT_EQ(block.condition_in_block(1), Condition::equal);
  EXPECT_EQ(block.condition_in_block(2), Condition::not_equal);
  EXPECT_EQ(block.condition_in_block(3), Condition::other);
  EXPECT_EQ(narrow(0xBFEC).condition_in_block(1), Condition::other);  // "never" is none
}

TEST(Thumb, in_a_block_only_comparisons_set_flags) {
  EXPECT_FALSE(narrow(0x4053, true).sets_flags);  // eor
  EXPECT_TRUE(narrow(0x4053).sets_flags);
  EXPECT_TRUE(narrow(0x4213, true).sets_flags);  // tst
  EXPECT_TRUE(narrow(0x42D3, true).sets_flags);  // cmn
  EXPECT_TRUE(narrow(0x2B05, true).sets_flags);  // cmp
}

TEST(Thumb, what_instructions_write_is_known) {
  EXPECT_EQ(wide(0xEE1D3F70).writes, bit(3));           // mrc p15, 0, r3, c13, c0, 3
  EXPECT_EQ(narrow(0xB510).writes, bit(13));            // push {r4, lr}
  EXPECT_EQ(wide(0xF3C201C3).number, 15);               // ubfx r1, r2, #3, #4
  EXPECT_EQ(narrow(0x4053).effect, Effect::exclusive);  // eors r3, r2
  EXPECT_EQ(narrow(0xB2D1).number, 0xFF);               // uxtb r1, r2
  EXPECT_EQ(wide(0xF1BA0F05).compared, 10);             // cmp.w r10, #5
  EXPECT_EQ(wide(0xFC6FBD31).flow, Flow::next);         // vudot.u8
}

TEST(Thumb, traps_end_a_path_and_what_is_no_instruction_has_no_length) {
  EXPECT_EQ(narrow(0xDE00).flow, Flow::stop);
  EXPECT_EQ(narrow(0xB800).length, 0);
  EXPECT_EQ(wide(0xFA000000).length, 0);
  EXPECT_TRUE(narrow(0xDF00).calls_kernel);
}

}  // namespace
}  // namespace ashore::flow
