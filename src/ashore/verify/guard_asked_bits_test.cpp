// SPDX-License-Identifier: Apache-2.0
// Programs that keep what getauxval answered, and programs that only look like it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "ashore/verify/assembled.h"
#include "ashore/verify/guard_asked_bits.h"
#include "ashore/verify/sample_device.h"

namespace ashore::verify {
namespace {

using ::testing::HasSubstr;

class KeptAnswer : public Assembled {
 protected:
  // `look` is what sets the variable, `start` what runs before it is tested.
  Finding with(const std::string& look, const std::string& start = "bl work\n") const {
    return finding_of(verify(arm(".type _start,%function\n_start: bl look\n" + start +
                                 " mov r7, #1\n mov r0, #0\n svc #0\n"
                                 ".type look,%function\nlook: push {r4, lr}\n" +
                                 look +
                                 " pop {r4, pc}\n"
                                 ".type work,%function\nwork: push {r4, lr}\n ldr r1, =kept\n"
                                 " ldr r1, [r1]\n tst r1, #4\n beq 1f\ninside: bl more\n"
                                 "1: pop {r4, pc}\n"
                                 ".type more,%function\nmore: vadd.i32 q0, q1, q2\n bx lr\n"
                                 ".type getauxval,%function\ngetauxval: mov r0, #0\n bx lr\n"
                                 ".type change,%function\nchange: mov r1, #4\n str r1, [r0]\n"
                                 " bx lr\n .ltorg\n.bss\n.balign 4\nkept: .space 4\n"),
                             r7000(), {"/tmp", false}, {}),
                      "instructions");
  }
};

const std::string asks = "mov r0, #16\n bl getauxval\n tst r0, #4096\n beq 1f\n ldr r1, =kept\n"
                         " ldr r2, [r1]\n orr r2, r2, #4\n str r2, [r1]\n1:\n";

TEST_F(KeptAnswer, guards_code_behind_a_variable_that_only_the_answer_sets) {
  Finding finding = with(asks);
  EXPECT_EQ(finding.answer, Answer::runs) << finding.text;
  EXPECT_THAT(finding.text, HasSubstr("getauxval(AT_HWCAP), kept in kept"));
}

TEST_F(KeptAnswer, guards_nothing_if_the_variable_is_also_set_otherwise) {
  EXPECT_NE(with(asks + " ldr r1, =kept\n mov r2, #4\n str r2, [r1]\n").answer, Answer::runs);
  EXPECT_NE(with(asks + " ldr r1, =kept\n strb r4, [r1]\n").answer, Answer::runs);
}

TEST_F(KeptAnswer, guards_nothing_if_the_variable_is_set_by_its_address) {
  EXPECT_NE(with(asks + " ldr r0, =kept\n bl change\n").answer, Answer::runs);
  EXPECT_NE(
      with(asks + " ldr r0, =kept\n mov r3, r0\n ldr r2, =change\n mov r0, r3\n blx r2\n").answer,
      Answer::runs);
  EXPECT_NE(with(asks + " ldr r0, =kept\n cmp r4, #0\n moveq r0, r4\n str r4, [r0]\n").answer,
            Answer::runs);
}

TEST_F(KeptAnswer, guards_nothing_if_another_bit_was_asked_for) {
  EXPECT_NE(with("mov r0, #16\n bl getauxval\n tst r0, #2\n beq 1f\n ldr r1, =kept\n mov r2, #4\n"
                 " str r2, [r1]\n1:\n")
                .answer,
            Answer::runs);
  EXPECT_NE(with("mov r0, #17\n bl getauxval\n tst r0, #4096\n beq 1f\n ldr r1, =kept\n"
                 " mov r2, #4\n str r2, [r1]\n1:\n")
                .answer,
            Answer::runs);
}

TEST_F(KeptAnswer, guards_nothing_if_some_way_leads_around_the_test) {
  EXPECT_NE(with(asks, "cmp r4, #0\n beq inside\n bl work\n").answer, Answer::runs);
  EXPECT_NE(with(asks, "ldr r3, =more\n blx r3\n bl work\n").answer, Answer::runs);
}

TEST(UnsetBits, are_those_of_features_that_the_floor_lacks) {
  Floor floor;
  floor.baseline = "armv7-a";
  floor.features.names = {"vfp2", "vfp3d16"};
  UnsetBits unset = unset_bits(floor);
  EXPECT_EQ(unset.hwcap >> 6 & 1, 0U);
  EXPECT_EQ(unset.hwcap >> 12 & 1, 1U);
  EXPECT_EQ(unset.hwcap >> 13 & 1, 0U);
  EXPECT_EQ(unset.hwcap >> 17 & 1, 1U);
  EXPECT_EQ(unset.hwcap2 & 31, 31U);
  floor.baseline = "armv8-a";
  EXPECT_EQ(unset_bits(floor).hwcap >> 17 & 1, 0U);
}

}  // namespace
}  // namespace ashore::verify
