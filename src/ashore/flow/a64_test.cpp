// SPDX-License-Identifier: Apache-2.0
// The words are what Clang 19's assembler makes of the instructions beside them (aarch64).
#include "ashore/flow/a64.h"

#include <gtest/gtest.h>

namespace ashore::flow {
namespace {

constexpr std::uint64_t here = 0x10000;

Step step(std::uint32_t word) { return a64_step(word, here); }

TEST(A64, branches_lead_where_they_say) {
  Step call = step(0x94000002);  // bl .+8
  EXPECT_EQ(call.flow, Flow::call);
  EXPECT_EQ(call.target, here + 8);
  EXPECT_EQ(call.writes, 1U << 30);
  Step jump = step(0x17FFFFFF);  // b .-4
  EXPECT_EQ(jump.target, here - 4);
  EXPECT_TRUE(jump.ends_run());
  Step higher = step(0x54000088);  // b.hi .+16
  EXPECT_EQ(higher.target, here + 16);
  EXPECT_EQ(higher.condition, Condition::above);
  Step zero = step(0x34000040);  // cbz w0, .+8
  EXPECT_TRUE(zero.compares_itself);
  EXPECT_EQ(zero.condition, Condition::equal);
  EXPECT_EQ(step(0x36180041).target, here + 8);          // tbz w1, #3, .+8
  EXPECT_EQ(step(0xD65F03C0).first, 30);                 // ret
  EXPECT_EQ(step(0xD65F0BFF).first, 30);                 // retaa
  EXPECT_EQ(step(0xD63F0100).flow, Flow::call_through);  // blr x8
  EXPECT_EQ(step(0xD61F0160).flow, Flow::jump_through);  // br x11
}

TEST(A64, addresses_are_made_of_pages_and_offsets) {
  EXPECT_EQ(step(0x10000060).number, 0x1000C);  // adr x0, .+12
  Step page = step(0xB0000001);                 // adrp x1, .+4096
  EXPECT_EQ(page.number, 0x11000);
  EXPECT_TRUE(page.uses_pc);
  Step sum = step(0x91004021);  // add x1, x1, #16
  EXPECT_EQ(sum.effect, Effect::sum);
  EXPECT_EQ(sum.first, 1);
  EXPECT_EQ(sum.number, 16);
  Step half = step(0xF2A24682);  // movk x2, #0x1234, lsl #16
  EXPECT_EQ(half.effect, Effect::high_half);
  EXPECT_EQ(half.shift, 16);
  EXPECT_EQ(step(0x12800003).number, 0xFFFFFFFF);  // mov w3, #-1
}

TEST(A64, tables_are_read_by_an_index_of_any_width) {
  Step load = step(0x78625822);  // ldrh w2, [x1, w2, uxtw #1]
  EXPECT_EQ(load.effect, Effect::load);
  EXPECT_EQ(load.size, 2);
  EXPECT_EQ(load.second_size, 4);
  EXPECT_EQ(load.shift, 1);
  Step sum = step(0x8B22A861);  // add x1, x3, w2, sxth #2
  EXPECT_EQ(sum.second_size, 2);
  EXPECT_TRUE(sum.second_is_signed);
  EXPECT_EQ(sum.shift, 2);
  Step compare = step(0x7100143F);  // cmp w1, #5
  EXPECT_EQ(compare.compared, 1);
  EXPECT_EQ(compare.compared_with, 5U);
  EXPECT_EQ(compare.writes, 0U);
}

TEST(A64, the_stack_is_no_zero_register) {
  Step push = step(0xA9BF7BFD);  // stp x29, x30, [sp, #-16]!
  EXPECT_TRUE(push.is_store);
  EXPECT_TRUE(push.saves_return);
  EXPECT_EQ(push.base, 31);
  EXPECT_EQ(push.base_change, -16);
  Step pop = step(0xA8C17BFD);  // ldp x29, x30, [sp], #16
  EXPECT_EQ(pop.loads, 3U << 29);
  EXPECT_EQ(pop.base_change, 16);
  EXPECT_EQ(step(0x2A1F03E1).first, no_register);  // mov w1, wzr
  EXPECT_EQ(step(0xD10043FF).to, 31);              // sub sp, sp, #16
  EXPECT_EQ(step(0xEB02003F).writes, 0U);          // cmp x1, x2
}

TEST(A64, system_calls_and_traps_are_told_apart) {
  EXPECT_TRUE(step(0xD4000001).is_system_call);  // svc #0
  EXPECT_EQ(step(0xD4200020).flow, Flow::stop);  // brk #1
  EXPECT_EQ(step(0xD43E0000).flow, Flow::next);  // brk #0xf000: a debugger goes on
  EXPECT_EQ(step(0x00000000).flow, Flow::stop);  // udf #0
  EXPECT_EQ(step(0xD503233F).writes, 0U);        // paciasp
  EXPECT_TRUE(step(0x1E602020).sets_flags);      // fcmp d1, d0
  EXPECT_EQ(step(0x9E660002).writes, 1U << 2);   // fmov x2, d0
}

}  // namespace
}  // namespace ashore::flow
