// SPDX-License-Identifier: Apache-2.0
// Programs without symbols: which words the processor may come to, by the ways that lead there.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "ashore/verify/assembled.h"
#include "ashore/verify/sample_device.h"

namespace ashore::verify {
namespace {

class Stripped : public Assembled {
 protected:
  Answer of(const std::string& text, const std::string& flags = "-static -Wl,-s") const {
    return finding_of(verify(arm(text, flags), r7000(), {"/tmp", false}, {}), "instructions")
        .answer;
  }
  Answer of_library(const std::string& text) const {
    return of(text, "-shared -Wl,-s -Wl,-e,_start");
  }
};

// vadd.f32 s0, s1, s2 and bx lr, as numbers.
const std::string words = " .word 0xee300a81\n .word 0xe12fff1e\n";

TEST_F(Stripped, words_behind_a_call_that_never_returns_are_data) {
  EXPECT_EQ(of_library("_start: push {r4, lr}\n bl abort\n" + words), Answer::runs);
  EXPECT_EQ(of_library("_start: push {r4, lr}\n bl __stack_chk_fail\n" + words), Answer::runs);
}

TEST_F(Stripped, words_behind_a_call_of_who_knows_what_may_be_code) {
  EXPECT_NE(of_library("_start: push {r4, lr}\n bl abortive\n" + words), Answer::runs);
  // The name is another file's to explain, and this function is the file's own.
  EXPECT_NE(of("_start: bl abort\n" + words + "abort: bx lr\n"), Answer::runs);
}

TEST_F(Stripped, a_mask_ends_a_table_of_branches) {
  const std::string head = "_start: ldr r0, [sp]\n and r0, r0, #";
  const std::string table =
      "\n add pc, pc, r0, lsl #2\n nop\n b out\n b out\n" + words + "out: mov r7, #1\n svc 0\n";
  EXPECT_EQ(of(head + "1" + table), Answer::runs);
  EXPECT_NE(of(head + "3" + table), Answer::runs);
}

TEST_F(Stripped, a_comparison_with_a_literal_ends_a_table_of_branches) {
  const std::string table = "\n cmp r0, r3\n addls pc, pc, r0, lsl #2\n b out\n b out\n b out\n" +
                            words + "out: mov r7, #1\n svc 0\n.ltorg\n";
  EXPECT_EQ(of("_start: ldr r0, [sp]\n ldr r3, =0x00000001\n ldr r3, number" + table +
               "number: .word 1\n"),
            Answer::runs);
  EXPECT_NE(of("_start: ldr r0, [sp]\n ldr r3, number" + table + "number: .word 2\n"),
            Answer::runs);
  EXPECT_NE(of("_start: ldr r0, [sp]\n ldr r3, [sp, #4]" + table), Answer::runs);
}

TEST_F(Stripped, a_number_that_may_be_an_address_of_code_refuses_nothing) {
  const std::string end = " mov r7, #1\n svc 0\nplace: .word words\n";
  EXPECT_EQ(of("_start: ldr r0, place\n" + end + "words:\n" + words), Answer::cannot_tell);
  EXPECT_EQ(of("_start: ldr r0, place\n blx r0\n" + end + "words: vadd.f32 s0, s1, s2\n bx lr\n"),
            Answer::will_not_run);
}

TEST_F(Stripped, what_code_reads_by_an_address_that_it_made_is_data) {
  const std::string end = " mov r7, #1\n svc 0\n";
  EXPECT_EQ(of("_start: adr r0, words\n ldr r1, [r0]\n" + end + "words:\n" + words), Answer::runs);
  EXPECT_NE(of("_start: adr r0, words\n str r0, [sp]\n" + end + "words:\n" + words), Answer::runs);
}

TEST_F(Stripped, code_that_is_called_is_refused_also_where_other_ways_are_not_known) {
  const std::string open = " ldr r2, [sp, #4]\n add pc, pc, r2\n nop\n";
  EXPECT_EQ(of("_start: bl inside\n" + open + "inside: vadd.f32 s0, s1, s2\n bx lr\n"),
            Answer::will_not_run);
  EXPECT_NE(of("_start: bl inside\n" + open + "inside: bx lr\n" + words), Answer::runs);
}

TEST_F(Stripped, a_function_that_catches_returns_from_where_it_catches) {
  const std::string text = "_start: bl try\n vadd.f32 s0, s1, s2\n mov r7, #1\n svc 0\n"
                           "try: .fnstart\n push {r4, lr}\n .save {r4, lr}\n"
                           ".personality personality\n"
                           "from: bl thrower\nto: udf #0\npad: ";
  // No start and no types; one place of calls, ULEB128, with its pad and no action.
  const std::string table = "\n .handlerdata\n .byte 0xff, 0xff, 1, 4\n"
                            ".byte from - try, to - from, pad - try, 0\n .align 2\n .fnend\n"
                            "thrower: b thrower\npersonality: bx lr\n";
  EXPECT_EQ(of(text + "pop {r4, pc}" + table), Answer::will_not_run);
  EXPECT_EQ(of(text + "b pad" + table), Answer::runs);
}

TEST_F(Stripped, division_jumps_back_over_its_own_steps_alone) {
  // As compiler-rt has it: each step is three instructions.
  auto text = [](const std::string& difference) {
    return "_start: clz ip, r0\n clz r3, r1\n" + difference +
           "\n add ip, pc, #388\n sub ip, ip, r3, lsl #2\n sub ip, ip, r3, lsl #3\n"
           " mov r3, #0\n bx ip\n" +
           words + ".rept 32\n nop\n nop\n nop\n .endr\n mov r7, #1\n svc 0\n";
  };
  EXPECT_EQ(of(text("sub r3, r3, ip")), Answer::runs);
  EXPECT_NE(of(text("sub r3, r3, r2")), Answer::runs);
}

TEST_F(Stripped, one_of_two_opposite_conditions_holds) {
  // What a pointer would be otherwise is calculated.
  const std::string head = "_start: ldr r0, [sp]\n ldr r1, [sp, #4]\n mul r3, r0, r1\n ";
  const std::string jump = " blx r3\n mov r7, #1\n svc 0\n" + words;
  auto of_both = [&](const std::string& text) {
    Answer a32 = of(head + text + jump);
    EXPECT_EQ(a32, of(".thumb\n.thumb_func\n" + head + text + jump)) << text;
    return a32;
  };
  const std::string if_equal = "it eq\n ldreq r3, [r1]\n ";
  const std::string if_not = "it ne\n ldrne r3, [r1, #4]\n ";
  EXPECT_EQ(of_both("cmp r0, #1\n " + if_equal + if_not), Answer::runs);
  EXPECT_EQ(of_both("cmp r0, #1\n ite eq\n ldreq r3, [r1]\n ldrne r3, [r1, #4]\n"), Answer::runs);
  EXPECT_EQ(of_both("cmp r0, #1\n " + if_equal + "beq 1f\n ldr r3, [r1, #4]\n1:"), Answer::runs);
  EXPECT_NE(of_both("cmp r0, #1\n " + if_equal + if_equal), Answer::runs);
  EXPECT_NE(of_both("cmp r0, #1\n " + if_equal + "cmp r0, #2\n " + if_not), Answer::runs);
  EXPECT_NE(of_both("cmp r0, #1\n " + if_equal + "tst r0, #2\n " + if_not), Answer::runs);
  EXPECT_NE(of_both("cmp r0, #1\n " + if_equal + "adds r0, #2\n " + if_not), Answer::runs);
  EXPECT_NE(of_both("cmp r0, #1\n " + if_equal + "itt ne\n tstne r0, #2\n ldrne r3, [r1, #4]\n"),
            Answer::runs);
  EXPECT_NE(of_both("cmp r0, #1\n " + if_equal + "bne 1f\n ldr r3, [r1, #4]\n1:"), Answer::runs);
  // Whatever is called may change the flags.
  EXPECT_NE(of_both("mov r4, r3\n cmp r0, #1\n it eq\n ldreq r4, [r1]\n bl 2f\n it ne\n "
                    "ldrne r4, [sp]\n b 3f\n2: bx lr\n3: mov r3, r4\n"),
            Answer::runs);
}

TEST_F(Stripped, programs_of_go_reach_functions_by_ways_that_are_not_followed) {
  const std::string text = "_start: mov r7, #1\n svc 0\n" + words + ".data\n .ascii \"";
  EXPECT_NE(of(text + "\\377 Go buildinf:\"\n"), Answer::runs);
  EXPECT_EQ(of(text + "\\377 Go buildings:\"\n"), Answer::runs);
}

// A jump over a distance that lies in a variable.
struct Kept {
  std::string stored = "sub r0, r1, r0\n ldr r1, =kept\n str r0, [r1]\n ";
  std::string more = "", functions = "", data = "";
  std::string variables = ".bss\nkept: .space 4\n";
  std::string to = "other";
};

std::string jumps_by(const Kept& kept) {
  return "_start: bl store\n " + kept.more +
         "ldr r0, =one\n ldr r1, =kept\n ldr r1, [r1]\n "
         "add r1, r1, r0\n blx r1\n mov r7, #1\n svc 0\nstore: ldr r0, =one\n ldr r1, =" +
         kept.to + "\n " + kept.stored + "bx lr\n" + kept.functions + " .ltorg\none: bx lr\n" +
         "other: bx lr\nwords: " + words + ".data\n" + kept.data + kept.variables;
}

TEST_F(Stripped, a_distance_in_a_variable_is_what_is_stored_there) {
  EXPECT_EQ(of(jumps_by({})), Answer::runs);
  EXPECT_NE(of(jumps_by({.to = "words"})), Answer::runs);
  EXPECT_NE(of(jumps_by({.variables = "kept: .word words - one\n"})), Answer::runs);
  EXPECT_NE(of(jumps_by({.more = "ldr r0, =kept\n mov r1, #8\n strne r1, [r0]\n "})), Answer::runs);
  EXPECT_EQ(of(jumps_by({.more = "ldr r0, =kept\n mov r1, #4\n strne r1, [r0]\n "})), Answer::runs);
}

TEST_F(Stripped, a_variable_that_may_hold_anything_leaves_the_jump_open) {
  EXPECT_NE(of(jumps_by({.stored = ""})), Answer::runs);
  EXPECT_NE(of(jumps_by({.more = "ldr r0, =kept\n ldr r1, [sp]\n str r1, [r0]\n "})), Answer::runs);
  EXPECT_NE(of(jumps_by({.more = "ldr r0, =kept\n ldr r1, [sp]\n strb r1, [r0]\n "})),
            Answer::runs);
  EXPECT_NE(of(jumps_by({.more = "ldr r0, =kept\n ldr r1, [sp]\n str r1, [r0, r1]\n "})),
            Answer::runs);
  EXPECT_NE(of(jumps_by({.more = "ldr r0, =kept\n stm r0, {r1, r2}\n "})), Answer::runs);
}

TEST_F(Stripped, a_variable_whose_address_is_given_away_leaves_the_jump_open) {
  EXPECT_NE(of(jumps_by({.data = "pointer: .word kept\n"})), Answer::runs);
  EXPECT_NE(of(jumps_by({.more = "ldr r0, =kept\n str r0, [sp]\n "})), Answer::runs);
  EXPECT_NE(of(jumps_by({.more = "ldr r0, =kept\n bl writes\n ",
                         .functions = "writes: ldr r2, [sp]\n str r2, [r0]\n bx lr\n"})),
            Answer::runs);
  EXPECT_NE(of(jumps_by({.more = "ldr r1, =kept\n mov r7, #3\n svc 0\n "})), Answer::runs);
  // As a part of something bigger.
  EXPECT_NE(of(jumps_by({.more = "ldr r0, =before\n bl writes\n ",
                         .functions = "writes: ldr r2, [sp]\n str r2, [r0, #4]\n bx lr\n",
                         .variables = ".bss\nbefore: .space 4\nkept: .space 4\n"})),
            Answer::runs);
}

TEST_F(Stripped, an_address_in_two_halves_is_what_they_make_together) {
  auto text = [](const std::string& to) {
    return "_start: bl store\n ldr r0, =high\n ldr r0, [r0]\n ldr r1, =low\n ldr r1, [r1]\n "
           "orr r1, r1, r0, lsl #12\n blx r1\n mov r7, #1\n svc 0\nstore: ldr r0, =" +
           to +
           "\n ldr r2, =high\n lsr r1, r0, #12\n str r1, [r2]\n mov r1, #255\n "
           "orr r1, r1, #3840\n and r0, r0, r1\n ldr r1, =low\n str r0, [r1]\n mov r0, #0\n "
           "bx lr\n .ltorg\nplain: bx lr\nwords: " +
           words + ".bss\nhigh: .space 4\nlow: .space 4\n";
  };
  EXPECT_EQ(of(text("plain")), Answer::runs);
  EXPECT_NE(of(text("words")), Answer::runs);
}

TEST_F(Stripped, the_length_of_a_vector_that_an_unwinder_may_read_is_left_open) {
  auto answer_for = [this](const std::string& number) {
    std::vector<std::byte> program =
        made("aarch64-linux-gnu",
             ".globl _start\n.arch armv8-a+sve\n_start: ldr w1, [sp]\n cmp w1, #" + number +
                 "\n b.ne out\n cntd x0\nout: mov x8, #93\n svc #0\n",
             "-static -Wl,-s");
    DeviceFacts armv8 = arm64();
    armv8.baseline->value = "armv8-a";
    return finding_of(verify(program, armv8, {"/tmp", false}, {}), "instructions").answer;
  };
  // 46 is the number of VG in tables of unwinding.
  EXPECT_EQ(answer_for("46"), Answer::cannot_tell);
  EXPECT_EQ(answer_for("47"), Answer::will_not_run);
}

}  // namespace
}  // namespace ashore::verify
