// SPDX-License-Identifier: Apache-2.0
// The words are what Clang 19's assembler makes of the instructions beside them (riscv64, with C).
#include "ashore/flow/riscv.h"

#include <gtest/gtest.h>

namespace ashore::flow {
namespace {

constexpr std::uint64_t here = 0x10000;

Step step(std::uint32_t word) { return riscv_step(word, here, true); }

TEST(RiscV, branches_lead_where_they_say) {
  Step call = step(0x010000EF);  // jal .+16
  EXPECT_EQ(call.flow, Flow::call);
  EXPECT_EQ(call.target, here + 16);
  EXPECT_EQ(step(0xFFDFF06F).target, here - 4);  // j .-4
  Step below = step(0x00A76863);                 // bltu a4, a0, .+16
  EXPECT_EQ(below.target, here + 16);
  EXPECT_EQ(below.compared, 14);
  EXPECT_EQ(below.compared_to, 10);
  EXPECT_EQ(below.condition, Condition::below);
  Step zero = step(0xC501);  // c.beqz a0, .+8
  EXPECT_EQ(zero.length, 2);
  EXPECT_EQ(zero.target, here + 8);
  EXPECT_EQ(zero.compared, 10);
  EXPECT_EQ(step(0xA021).target, here + 8);          // c.j .+8
  EXPECT_EQ(step(0x8082).first, 1);                  // ret
  EXPECT_EQ(step(0x9782).flow, Flow::call_through);  // c.jalr a5
  EXPECT_EQ(step(0x008280E7).number, 8);             // jalr 8(t0)
}

TEST(RiscV, addresses_are_made_of_two_parts) {
  Step upper = step(0x00001517);  // auipc a0, 1
  EXPECT_EQ(upper.number, 0x11000);
  EXPECT_TRUE(upper.uses_pc);
  Step lower = step(0x1571);  // c.addi a0, -4
  EXPECT_EQ(lower.first, 10);
  EXPECT_EQ(lower.number, -4);
  EXPECT_EQ(step(0x67C9).number, 18 << 12);  // c.lui a5, 18
}

TEST(RiscV, tables_are_read_by_an_index_without_its_upper_half) {
  Step left = step(0x1782);  // c.slli a5, 32
  EXPECT_EQ(left.second, 15);
  EXPECT_EQ(left.shift, 32);
  Step right = step(0x83F9);  // c.srli a5, 30
  EXPECT_EQ(right.effect, Effect::right_shift);
  EXPECT_EQ(right.number, 30);
  Step sum = step(0x97BA);  // c.add a5, a4
  EXPECT_EQ(sum.first, 15);
  EXPECT_EQ(sum.second, 14);
  Step load = step(0x439C);  // c.lw a5, 0(a5)
  EXPECT_EQ(load.size, 4);
  EXPECT_TRUE(load.is_signed);
  EXPECT_EQ(step(0x00A53513).effect, Effect::below);  // sltiu a0, a0, 10
}

TEST(RiscV, the_kernel_is_called_and_the_stack_is_used) {
  EXPECT_TRUE(step(0x00000073).is_system_call);  // ecall
  EXPECT_EQ(step(0x0000).flow, Flow::stop);      // unimp
  Step store = step(0xE406);                     // c.sdsp ra, 8(sp)
  EXPECT_TRUE(store.saves_return);
  EXPECT_EQ(store.moved_at, 8);
  Step load = step(0x4512);  // c.lwsp a0, 4(sp)
  EXPECT_EQ(load.first, 2);
  EXPECT_EQ(load.number, 4);
  EXPECT_EQ(step(0x713D).number, -32);  // c.addi16sp sp, -32
  EXPECT_EQ(step(0x48DD).number, 23);   // c.li a7, 23
  EXPECT_EQ(step(0x852E).first, 11);    // c.mv a0, a1
}

}  // namespace
}  // namespace ashore::flow
