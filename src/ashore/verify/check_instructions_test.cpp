// SPDX-License-Identifier: Apache-2.0
// What symbols, sections and twins tell.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "ashore/verify/assembled.h"
#include "ashore/verify/instructions.h"
#include "ashore/verify/sample_device.h"

namespace ashore::verify {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

Finding on(const std::vector<std::byte>& program, const DeviceFacts& device, Known known = {}) {
  return finding_of(verify(program, device, {"/tmp", false}, known), "instructions");
}

DeviceFacts armv8() {
  DeviceFacts device = arm64();
  device.baseline->value = "armv8-a";
  return device;
}

constexpr const char* vfp_inside = R"(
.type _start,%function
_start: bl calculated
  bx lr
.type calculated,%function
calculated: vadd.f32 s0, s1, s2
  bx lr
)";

TEST_F(Assembled, names_the_function_the_instruction_and_what_it_needs) {
  Finding finding = on(arm(vfp_inside), r7000());
  EXPECT_EQ(finding.answer, Answer::will_not_run);
  EXPECT_THAT(finding.text, HasSubstr("1 instruction outside ARMv7-A without FPU: vfp2 (1)"));
  ASSERT_TRUE(finding.on_device);
  EXPECT_EQ(finding.on_device->source, r7000().features->evidence.source);
  EXPECT_EQ(finding.on_device->text, "no vfp in " + r7000().features->evidence.text);
  ASSERT_THAT(finding.where, SizeIs(1));
  EXPECT_THAT(finding.where[0].function, HasSubstr("calculated"));
  EXPECT_EQ(finding.where[0].instruction, "vadd.f32 s0, s1, s2");
  EXPECT_EQ(finding.where[0].needs, "vfp2");
  EXPECT_THAT(finding.hint.value_or(""), HasSubstr("-mfloat-abi=soft"));
  EXPECT_EQ(on(arm(vfp_inside), arm_with_vfp()).answer, Answer::runs);
}

TEST_F(Assembled, a_missing_fact_leaves_the_answer_open) {
  DeviceFacts no_features = r7000(), no_baseline = r7000();
  no_features.features.reset();
  no_baseline.baseline.reset();
  EXPECT_EQ(on(arm(vfp_inside), no_features).answer, Answer::cannot_tell);
  EXPECT_THAT(on(arm(vfp_inside), no_features).text, HasSubstr("which features its CPU has"));
  EXPECT_THAT(on(arm(vfp_inside), no_baseline).text, HasSubstr("which version"));
}

TEST_F(Assembled, a_constant_that_looks_like_an_instruction_is_data_by_its_mapping_symbol) {
  Finding finding = on(arm("_start: ldr r0, =0xee300a81\n bx lr\n"), r7000());
  EXPECT_EQ(finding.answer, Answer::runs);
  EXPECT_THAT(finding.text, HasSubstr("mapping symbols"));
}

TEST_F(Assembled, thumb_code_is_not_read_as_a32) {
  // Two halfwords that make a VFP word if they are read as one.
  Finding finding = on(arm(".thumb\n.thumb_func\n_start: .inst.n 0x0a81\n .inst.n 0xee30\n"
                           ".inst.n 0x0a81\n bx lr\n"),
                       r7000());
  EXPECT_EQ(finding.answer, Answer::will_not_run);
  finding = on(arm(".thumb\n.thumb_func\n_start: movs r0, #1\n adds r0, #2\n bx lr\n"), r7000());
  EXPECT_EQ(finding.answer, Answer::runs);
}

TEST_F(Assembled, words_that_code_falls_into_are_no_data_whatever_they_are_called) {
  Finding finding = on(arm("_start: mov r0, #1\n .word 0xee300a81\n bx lr\n"), r7000());
  EXPECT_EQ(finding.answer, Answer::cannot_tell);
  EXPECT_THAT(finding.text, HasSubstr("it is called data, and code leads to it"));
}

TEST_F(Assembled, words_that_a_branch_leads_to_are_no_data) {
  Finding finding =
      on(arm("_start: bl words\n bx lr\n .word 0\nwords: .word 0xee300a81\n .word 0xe12fff1e\n"),
         r7000());
  EXPECT_EQ(finding.answer, Answer::cannot_tell);
}

TEST_F(Assembled, words_that_only_a_pointer_leads_to_are_no_data) {
  Finding finding = on(arm("_start: ldr r0, =pointer\n ldr r0, [r0]\n bx r0\n .ltorg\n"
                           "words: .word 0xee300a81\n .word 0xe12fff1e\n"
                           ".data\npointer: .word words\n"),
                       r7000());
  EXPECT_NE(finding.answer, Answer::runs);
}

TEST_F(Assembled, a_stripped_program_is_never_called_good_because_nobody_looked) {
  Finding finding = on(arm(vfp_inside, "-static -Wl,-s"), r7000());
  EXPECT_NE(finding.answer, Answer::runs);
}

TEST_F(Assembled, only_the_same_program_before_it_was_stripped_is_its_twin) {
  const std::string text = "_start: ldr r0, =0xee300a81\n bx lr\n";
  std::vector<std::byte> stripped = arm(text, "-static -Wl,-s"), twin = arm(text);
  std::vector<std::byte> other = arm("_start: ldr r0, =0xee300a82\n bx lr\n");
  ElfFacts facts = elf::facts_of(stripped);
  EXPECT_TRUE(is_twin(twin, elf::facts_of(twin), stripped, facts));
  EXPECT_FALSE(is_twin(other, elf::facts_of(other), stripped, facts));
  DeviceFacts device = r7000();
  EXPECT_TRUE(witness_of({stripped, facts, device, twin}).is_twin);
  EXPECT_FALSE(witness_of({stripped, facts, device, other}).is_twin);
}

TEST_F(Assembled, writable_code_may_be_other_code_when_it_runs) {
  Finding finding = on(arm("_start: bx lr\n", "-static -Wl,-N"), r7000());
  EXPECT_EQ(finding.answer, Answer::cannot_tell);
  EXPECT_THAT(finding.text, HasSubstr("writable"));
}

constexpr const char* setjmp_text = R"(
.type _start,%function
_start: bl setjmp
  bx lr
.type setjmp,%function
setjmp: ldr r1, =hwcap
  ldr r1, [r1]
  tst r1, #%BIT%
  beq 1f
  vstmia ip!, {d8-d15}
1: mov r0, #0
  bx lr
  .ltorg
.bss
hwcap: .space 4
)";

std::string with_bit(std::string text, const std::string& bit) {
  return text.replace(text.find("%BIT%"), 5, bit);
}

TEST_F(Assembled, setjmp_is_guarded_by_the_bit_of_the_vfp_and_by_no_other) {
  Finding finding = on(arm(with_bit(setjmp_text, "0x40")), r7000());
  EXPECT_EQ(finding.answer, Answer::runs) << finding.text;
  EXPECT_THAT(finding.text, HasSubstr("AT_HWCAP"));
  EXPECT_EQ(on(arm(with_bit(setjmp_text, "0x80")), r7000()).answer, Answer::will_not_run);
}

constexpr const char* asked_text = R"(
.type _start,%function
_start: push {r4, lr}
  mov r0, #16
  bl getauxval
  tst r0, #%BIT%
  blne more
  pop {r4, pc}
.type getauxval,%function
getauxval: mov r0, #0
  bx lr
.type more,%function
more: vadd.i32 q0, q1, q2
  bx lr
)";

TEST_F(Assembled, code_behind_getauxval_is_guarded_if_the_bit_is_the_right_one) {
  Finding finding = on(arm(with_bit(asked_text, "0x1000")), r7000());
  EXPECT_EQ(finding.answer, Answer::runs) << finding.text;
  EXPECT_THAT(finding.text, HasSubstr("getauxval(AT_HWCAP)"));
  EXPECT_EQ(on(arm(with_bit(asked_text, "0x2")), r7000()).answer, Answer::will_not_run);
}

TEST_F(Assembled, a_second_way_around_the_question_is_noticed) {
  std::string second_call =
      with_bit(asked_text, "0x1000") + "other: bl more\n bx lr\n.data\n.word other\n";
  EXPECT_EQ(on(arm(second_call), r7000()).answer, Answer::will_not_run);
  std::string pointer = with_bit(asked_text, "0x1000") + ".data\n.word more\n";
  EXPECT_NE(on(arm(pointer), r7000()).answer, Answer::runs);
  std::string address = with_bit(asked_text, "0x1000") +
                        "taken: movw r0, #:lower16:more\n movt r0, #:upper16:more\n bx r0\n"
                        ".data\n.word taken\n";
  EXPECT_NE(on(arm(address), r7000()).answer, Answer::runs);
}

constexpr const char* outline_text = R"(
.type _start,%function
_start: adrp x16, %VARIABLE%
  ldrb w16, [x16, :lo12:%VARIABLE%]
  cbz w16, 1f
  ldadd w0, w0, [x1]
1: ret
.bss
%VARIABLE%: .byte 0
)";

TEST_F(Assembled, outline_atomics_are_guarded_by_their_variable) {
  auto named = [](std::string name) {
    std::string text = ".arch armv8-a+lse\n" + std::string(outline_text);
    for (std::size_t at; (at = text.find("%VARIABLE%")) != std::string::npos;)
      text.replace(at, 10, name);
    return text;
  };
  EXPECT_EQ(on(a64(named("__aarch64_have_lse_atomics")), armv8()).answer, Answer::runs);
  EXPECT_EQ(on(a64(named("something_else")), armv8()).answer, Answer::will_not_run);
}

TEST_F(Assembled, objects_are_no_programs_and_yet_their_instructions_are_judged) {
  std::vector<std::byte> object = arm(vfp_inside, "-c");
  Verdict verdict = verify(object, r7000(), {});
  EXPECT_EQ(verdict.answer(), Answer::will_not_run);
  EXPECT_THAT(finding_of(verdict, "instructions").text, HasSubstr("1 instruction outside"));
  Expected<InstructionList> list = list_instructions(object, r7000());
  ASSERT_TRUE(list) << list.error().message();
  EXPECT_EQ(list->objects, 1U);
  ASSERT_THAT(list->instructions, SizeIs(1));
  EXPECT_EQ(list->instructions[0].function, "calculated");
  EXPECT_THAT(list_instructions(arm("_start: bx lr\n", "-c"), r7000())->instructions, IsEmpty());
}

TEST_F(Assembled, a_program_that_handles_sigill_may_try_instructions) {
  const std::string rest = "\n bl sigaction\n vadd.f32 s0, s1, s2\n bx lr\nsigaction: bx lr\n";
  EXPECT_EQ(on(arm("_start: mov r0, #4" + rest), r7000()).answer, Answer::cannot_tell);
  EXPECT_THAT(on(arm("_start: mov r0, #4" + rest), r7000()).text, HasSubstr("handler of SIGILL"));
  EXPECT_EQ(on(arm("_start: mov r0, #11" + rest), r7000()).answer, Answer::will_not_run);
}

TEST_F(Assembled, getauxval_of_another_file_is_known_by_the_slot_of_its_call) {
  auto text = [](const std::string& function, const std::string& number) {
    return ".type _start,%function\n_start: push {r4, lr}\n mov r0, #" + number + "\n bl " +
           function + "\n tst r0, #4096\n beq out\n vadd.i32 q0, q1, q2\nout: pop {r4, pc}\n";
  };
  const std::string library = "-shared";
  EXPECT_EQ(on(arm(text("getauxval", "16"), library), r7000()).answer, Answer::runs);
  EXPECT_NE(on(arm(text("getauxval", "26"), library), r7000()).answer, Answer::runs);
  EXPECT_NE(on(arm(text("getauxvalue", "16"), library), r7000()).answer, Answer::runs);
}

}  // namespace
}  // namespace ashore::verify
