// SPDX-License-Identifier: Apache-2.0
// The words are what Clang 19's assembler makes of the instructions beside them (mips, release 2).
#include "ashore/flow/mips.h"

#include <gtest/gtest.h>

namespace ashore::flow {
namespace {

constexpr std::uint64_t here = 0x400000;

Step step(std::uint32_t word) { return mips_step(word, here, false); }

TEST(Mips, jumps_happen_behind_their_slots) {
  Step call = step(0x0C004004);  // jal 0x10010
  EXPECT_EQ(call.flow, Flow::call);
  EXPECT_TRUE(call.is_delayed);
  EXPECT_EQ(call.target, 0x10010U);
  Step back = step(0x03E00008);  // jr $ra
  EXPECT_EQ(back.flow, Flow::jump_through);
  EXPECT_EQ(back.first, 31);
  EXPECT_TRUE(back.ends_run());
  EXPECT_EQ(step(0x0320F809).flow, Flow::call_through);  // jalr $t9
  Step branch = step(0x14400002);                        // bnez $2, .+12
  EXPECT_EQ(branch.target, here + 12);
  EXPECT_TRUE(branch.compares_itself);
  EXPECT_EQ(branch.condition, Condition::not_equal);
  EXPECT_FALSE(branch.is_likely);
  EXPECT_TRUE(step(0x50400002).is_likely);          // beqzl $2, .+12
  EXPECT_FALSE(step(0x10000001).is_conditional());  // b .+8
}

TEST(Mips, a_call_of_what_is_next_asks_where_it_is) {
  Step asks = step(0x04110001);  // bal .+8
  EXPECT_EQ(asks.flow, Flow::next);
  EXPECT_EQ(asks.to, 31);
  EXPECT_EQ(asks.number, static_cast<std::int64_t>(here + 8));
  Step call = step(0x04110003);  // bal .+16
  EXPECT_EQ(call.flow, Flow::call);
  EXPECT_EQ(call.target, here + 16);
}

TEST(Mips, values_are_made_of_halves_and_tables) {
  Step upper = step(0x3C1C0002);  // lui $gp, 2
  EXPECT_EQ(upper.number, 0x20000);
  Step lower = step(0x279C8AD0);  // addiu $gp, $gp, -30000
  EXPECT_EQ(lower.first, 28);
  EXPECT_EQ(lower.number, -30000);
  Step load = step(0x8F99801C);  // lw $25, -32740($gp)
  EXPECT_EQ(load.effect, Effect::load);
  EXPECT_EQ(load.number, -32740);
  Step scaled = step(0x00041080);  // sll $2, $4, 2
  EXPECT_EQ(scaled.second, 4);
  EXPECT_EQ(scaled.shift, 2);
  Step below = step(0x2C82000A);  // sltiu $2, $4, 10
  EXPECT_EQ(below.effect, Effect::below);
  EXPECT_EQ(below.number, 10);
  EXPECT_EQ(step(0x00A02025).first, 5);                 // move $4, $5
  EXPECT_EQ(step(0x0064100A).effect, Effect::choice);   // movz $2, $3, $4
  EXPECT_EQ(step(0x3042000F).effect, Effect::limited);  // andi $2, $2, 15
}

TEST(Mips, the_kernel_is_called_and_the_stack_is_used) {
  EXPECT_TRUE(step(0x0000000C).is_system_call);   // syscall
  EXPECT_FALSE(step(0x0000000D).is_system_call);  // break
  Step store = step(0xAFBF001C);                  // sw $31, 28($29)
  EXPECT_TRUE(store.is_store);
  EXPECT_TRUE(store.saves_return);
  EXPECT_EQ(store.moved_at, 28);
}

}  // namespace
}  // namespace ashore::flow
