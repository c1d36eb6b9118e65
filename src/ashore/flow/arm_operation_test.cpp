// SPDX-License-Identifier: Apache-2.0
#include "ashore/flow/arm_operation.h"

#include <gtest/gtest.h>

namespace ashore::flow {
namespace {

TEST(ArmOperation, knows_tests_and_masks_of_a32) {
  ArmOperation tst = a32_operation(0xe3100a01, 0x1000);  // tst r0, #4096
  EXPECT_EQ(tst.verb, Verb::both);
  EXPECT_EQ(tst.to, no_register);
  EXPECT_EQ(tst.first, 0);
  EXPECT_EQ(tst.number, 4096);
  EXPECT_TRUE(tst.sets_flags);
  ArmOperation masks = a32_operation(0xe0052080, 0);  // and r2, r5, r0, lsl #1
  EXPECT_EQ(masks.verb, Verb::both);
  EXPECT_EQ(masks.to, 2);
  EXPECT_EQ(masks.second, 0);
  EXPECT_EQ(masks.amount, 1);
  ArmOperation shifts = a32_operation(0xe1b01980, 0);  // lsls r1, r0, #19
  EXPECT_EQ(shifts.verb, Verb::copy);
  EXPECT_EQ(shifts.second, 0);
  EXPECT_EQ(shifts.amount, 19);
  EXPECT_TRUE(shifts.sets_flags);
  EXPECT_EQ(a32_operation(0x1a000000, 0).condition, 1);
}

TEST(ArmOperation, knows_what_a32_adds_to_its_place) {
  ArmOperation literal = a32_operation(0xe59f10bc, 0x2924c);  // ldr r1, [pc, #188]
  EXPECT_EQ(literal.verb, Verb::load);
  EXPECT_EQ(literal.first, no_register);
  EXPECT_EQ(literal.number, 0x29310);
  ArmOperation slot = a32_operation(0xe79f1001, 0x29250);  // ldr r1, [pc, r1]
  EXPECT_EQ(slot.first, 1);
  EXPECT_EQ(slot.number, 0x29258);
  ArmOperation back = a32_operation(0xe24f3008, 0x30120);  // sub r3, pc, #8
  EXPECT_EQ(back.verb, Verb::copy);
  EXPECT_EQ(back.number, 0x30120);
  ArmOperation push = a32_operation(0xe92d4830, 0);  // push {r4, r5, r11, lr}
  EXPECT_EQ(push.verb, Verb::store_list);
  EXPECT_EQ(push.number, -16);
  EXPECT_EQ(push.base_change, -16);
  ArmOperation walks = a32_operation(0xe5b23008, 0);  // ldr r3, [r2, #8]!
  EXPECT_EQ(walks.indexing, Indexing::before);
  EXPECT_EQ(walks.number, 8);
}

TEST(ArmOperation, knows_the_same_of_thumb) {
  ArmOperation shifts = thumb_operation(0x0341, 0, 0, false);  // lsls r1, r0, #13
  EXPECT_EQ(shifts.verb, Verb::copy);
  EXPECT_EQ(shifts.amount, 13);
  EXPECT_TRUE(shifts.sets_flags);
  ArmOperation tst = thumb_operation(0xf410, 0x5f80, 0, false);  // tst.w r0, #4096
  EXPECT_EQ(tst.verb, Verb::both);
  EXPECT_EQ(tst.to, no_register);
  EXPECT_EQ(tst.number, 4096);
  ArmOperation literal = thumb_operation(0x4b02, 0, 0x1002, false);  // ldr r3, [pc, #8]
  EXPECT_EQ(literal.number, 0x100c);
  EXPECT_EQ(thumb_operation(0xb108, 0, 0, false).verb, Verb::branch_if_zero);
  EXPECT_EQ(thumb_operation(0xbf18, 0, 0, false).it, 0x18);
  ArmOperation field = thumb_operation(0xf3c0, 0x3000, 0, false);  // ubfx r0, r0, #12, #1
  EXPECT_EQ(field.verb, Verb::field);
  EXPECT_EQ(field.lowest, 12);
  EXPECT_EQ(field.width, 1);
  ArmOperation stack = thumb_operation(0x9001, 0, 0, false);  // str r0, [sp, #4]
  EXPECT_EQ(stack.verb, Verb::store);
  EXPECT_EQ(stack.first, 13);
  EXPECT_EQ(stack.number, 4);
}

TEST(ArmOperation, says_nothing_of_what_goes_by_other_rules) {
  EXPECT_EQ(a32_operation(0xe12fff1e, 0).verb, Verb::other);  // bx lr
  EXPECT_EQ(a32_operation(0xe1a0f00e, 0).verb, Verb::other);  // mov pc, lr
  EXPECT_EQ(a32_operation(0xe1900112, 0).verb, Verb::other);  // orrs r0, r0, r2, lsl r1
  EXPECT_EQ(a32_operation(0xe1c420d0, 0).verb, Verb::other);  // ldrd r2, r3, [r4]
  EXPECT_EQ(a32_operation(0xf2200842, 0).verb, Verb::other);  // vadd.i32 q0, q0, q1
  EXPECT_EQ(thumb_operation(0x4770, 0, 0, false).verb, Verb::other);
}

}  // namespace
}  // namespace ashore::flow
