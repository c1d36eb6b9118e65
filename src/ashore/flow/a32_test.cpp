// SPDX-License-Identifier: Apache-2.0
// Encodings by LLVM's assembler (llvm-mc 19).
#include "ashore/flow/a32.h"

#include <gtest/gtest.h>

#include "ashore/flow/arm_values.h"

namespace ashore::flow {
namespace {

constexpr std::uint64_t here = 0x10000;

std::uint32_t bit(Register reg) { return std::uint32_t{1} << reg; }

TEST(A32, jumps_through_registers_and_memory_are_seen) {
  for (std::uint32_t word : {
           0xE12FFF1EU,  // bx lr
           0xE1A0F00EU,  // mov pc, lr
           0xE49DF004U,  // ldr pc, [sp], #4
           0xE8BD8010U,  // pop {r4, pc}
           0xE79FF103U,  // ldr pc, [pc, r3, lsl #2]
           0xE91BA810U,  // ldmdb r11, {r4, r11, sp, pc}
       }) {
    Step step = a32_step(word, here);
    EXPECT_EQ(step.flow, Flow::jump_through) << std::hex << word;
    EXPECT_TRUE(step.ends_run()) << std::hex << word;
    EXPECT_FALSE(step.is_strange) << std::hex << word;
  }
  EXPECT_FALSE(a32_step(0x012FFF1E, here).ends_run());  // bxeq lr
  EXPECT_EQ(a32_step(0xE12FFF33, here).flow, Flow::call_through);
}

TEST(A32, branches_lead_where_they_say) {
  Step branch = a32_step(0xEAFFFFFE, here);
  EXPECT_EQ(branch.flow, Flow::jump);
  EXPECT_EQ(branch.target, here);
  Step call = a32_step(0xEB000001, here);
  EXPECT_EQ(call.flow, Flow::call);
  EXPECT_EQ(call.target, here + 12);
  Step to_thumb = a32_step(0xFB000000, here);
  EXPECT_EQ(to_thumb.flow, Flow::call);
  EXPECT_EQ(to_thumb.target, here + 10);
  EXPECT_EQ(to_thumb.target_kind, CodeKind::thumb);
}

TEST(A32, addresses_are_made_of_pc_and_numbers) {
  Step literal = a32_step(0xE59F3008, here);  // ldr r3, [pc, #8]
  EXPECT_EQ(literal.effect, Effect::load);
  EXPECT_EQ(literal.data, here + 16);
  EXPECT_EQ(literal.data_size, 4);
  Step added = a32_step(0xE08F3003, here);  // add r3, pc, r3
  EXPECT_TRUE(added.uses_pc);
  EXPECT_EQ(added.first, 3);
  EXPECT_EQ(added.number, static_cast<std::int64_t>(here + 8));
  EXPECT_EQ(a32_step(0xE28F0010, here).number, static_cast<std::int64_t>(here + 24));
  EXPECT_EQ(a32_step(0xE3013234, here).number, 0x1234);             // movw r3, #0x1234
  EXPECT_EQ(a32_step(0xE3453678, here).effect, Effect::high_half);  // movt
}

TEST(A32, islands_are_entered_by_a_scaled_index) {
  Step step = a32_step(0x908FF103, here);  // addls pc, pc, r3, lsl #2
  EXPECT_EQ(step.flow, Flow::jump_through);
  EXPECT_EQ(step.condition, Condition::at_most);
  EXPECT_EQ(step.second, 3);
  EXPECT_EQ(step.shift, 2);
  EXPECT_EQ(step.number, static_cast<std::int64_t>(here + 8));
}

TEST(A32, what_instructions_write_is_known) {
  EXPECT_EQ(a32_step(0xE0010392, here).writes, bit(1));            // mul r1, r2, r3
  EXPECT_EQ(a32_step(0xE0821493, here).writes, bit(1) | bit(2));   // umull r1, r2, r3, r4
  EXPECT_EQ(a32_step(0xE16F1F12, here).writes, bit(1));            // clz r1, r2
  EXPECT_EQ(a32_step(0xEE1D3F70, here).writes, bit(3));            // mrc p15, 0, r3, c13, c0, 3
  EXPECT_EQ(a32_step(0xEC510B10, here).writes, bit(0) | bit(1));   // vmov r0, r1, d0
  EXPECT_EQ(a32_step(0xECB00B08, here).writes, bit(0));            // vldmia r0!, {d0-d3}
  EXPECT_EQ(a32_step(0x1780D013, here).writes, bit(0) | bit(13));  // usada8ne r0, r3, r0, sp
  EXPECT_EQ(a32_step(0xE181FC9C, here).writes, 0U);                // stl r12, [r1]
}

TEST(A32, bounds_come_from_masks_and_comparisons) {
  EXPECT_EQ(a32_step(0xE3500005, here).compared_with, 5U);  // cmp r0, #5
  EXPECT_EQ(a32_step(0xE2021007, here).number, 7);          // and r1, r2, #7
  EXPECT_EQ(a32_step(0xE6EF1072, here).number, 0xFF);       // uxtb r1, r2
  EXPECT_EQ(a32_step(0xE1A01E22, here).number, 15);         // lsr r1, r2, #28
  EXPECT_EQ(a32_step(0xE26CC020, here).effect, Effect::remainder);
}

TEST(A32, traps_end_a_path_and_what_is_no_instruction_has_no_length) {
  EXPECT_EQ(a32_step(0xE7F000F0, here).flow, Flow::stop);
  EXPECT_EQ(a32_step(0xFFFFFFFF, here).length, 0);
  EXPECT_EQ(a32_step(0xF0000000, here).length, 0);
  EXPECT_TRUE(a32_step(0xE25EF004, here).is_strange);  // subs pc, lr, #4
  EXPECT_TRUE(a32_step(0xEF000000, here).calls_kernel);
}

}  // namespace
}  // namespace ashore::flow
