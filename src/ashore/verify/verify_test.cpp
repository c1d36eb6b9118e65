// SPDX-License-Identifier: Apache-2.0
// The verdict as a whole. What each check says is tested beside it.
#include "ashore/verify/verify.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ashore/verify/sample_device.h"

namespace ashore::verify {
namespace {

using elf::SampleImage;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

Verdict verdict_on_text(std::string_view text) {
  return verify(std::as_bytes(std::span(text)), r7000(), {});
}

TEST(Verify, the_right_program_for_the_r7000_runs) {
  Verdict verdict = verdict_on(SampleImage(), r7000());
  EXPECT_EQ(verdict.answer(), Answer::runs);
  EXPECT_THAT(finding_of(verdict, "instructions").text,
              HasSubstr("no instruction outside ARMv7-A without FPU in "));
  for (const Finding& finding : verdict.findings)
    EXPECT_EQ(finding.answer, Answer::runs) << finding.check << ": " << finding.text;
  EXPECT_THAT(verdict.warnings, IsEmpty());
}

TEST(Verify, the_hard_float_program_of_the_r7000_story_is_refused_with_the_reason_first) {
  Verdict verdict = verdict_on(SampleImage::arm_hard_float(), r7000());
  EXPECT_EQ(verdict.answer(), Answer::will_not_run);
  const Finding& worst = verdict.findings.at(0);
  EXPECT_EQ(worst.check, "float_abi");
  EXPECT_EQ(worst.text, "the program passes floats in VFP registers (hard-float ABI), and this CPU "
                        "has no VFP");
  EXPECT_EQ(worst.on_device, r7000().features->evidence);
  EXPECT_EQ(worst.hint, "build for armv7-unknown-linux-musleabi, which `ashore build` chooses");
}

TEST(Verify, names_the_bytes_that_it_judged) {
  SampleImage image;
  EXPECT_EQ(verdict_on(image, r7000()).artifact, sha256(image.bytes()));
}

TEST(Verify, says_what_a_file_is_that_is_no_program_for_linux) {
  Verdict mac = verdict_on_text("\xcf\xfa\xed\xfe\x0c\x00\x00\x01");
  EXPECT_EQ(mac.answer(), Answer::will_not_run);
  EXPECT_EQ(mac.findings.at(0).text, "this is a macOS program (Mach-O), not a Linux program (ELF)");
  EXPECT_EQ(verdict_on_text("").answer(), Answer::will_not_run);
  EXPECT_EQ(verdict_on_text("hello").answer(), Answer::will_not_run);
}

TEST(Verify, cannot_tell_about_scripts) {
  Verdict script = verdict_on_text("#!/bin/sh\necho hello\n");
  EXPECT_EQ(script.answer(), Answer::cannot_tell);
  EXPECT_THAT(script.findings.at(0).text, HasSubstr("a script for `/bin/sh`"));
}

TEST(Verify, a_file_that_is_cut_off_will_not_run) {
  SampleImage image;
  image.text = std::string(1000, 'x');
  std::vector<std::byte> bytes = image.bytes();
  bytes.resize(bytes.size() / 2);
  Verdict verdict = verify(bytes, r7000(), {});
  EXPECT_EQ(verdict.answer(), Answer::will_not_run);
  EXPECT_THAT(verdict.findings.at(0).text,
              HasSubstr("the program is damaged: program header 0: 0x"));
}

TEST(Verify, puts_the_worst_finding_first_and_keeps_the_order_of_checks_otherwise) {
  SampleImage image = SampleImage::arm_hard_float();
  image.text = std::string(20'000, 'x');
  DeviceFacts device = r7000();
  device.places = {place("/tmp", 10'000, true, {"df", "/tmp"})};
  Verdict verdict = verdict_on(image, device);
  ASSERT_GE(verdict.findings.size(), 3U);
  EXPECT_EQ(verdict.findings[0].check, "float_abi");
  EXPECT_EQ(verdict.findings[1].check, "room");
  EXPECT_EQ(verdict.findings[2].answer, Answer::runs);
}

TEST(Verify, says_only_that_when_the_program_is_for_another_machine) {
  Verdict verdict = verdict_on(SampleImage::mips_big_endian(), r7000());
  ASSERT_EQ(verdict.findings.size(), 1U);
  EXPECT_EQ(verdict.findings[0].check, "machine");
  EXPECT_EQ(verdict.findings[0].answer, Answer::will_not_run);
}

// The worst bug would be a wrong "runs": with nothing known but the machine, no check may refuse,
// and the answer must stay open.
TEST(Verify, unknown_facts_weaken_the_answer_and_never_refuse) {
  DeviceFacts silent;
  silent.machine = r7000().machine;
  for (SampleImage image : {SampleImage(), SampleImage::arm_hard_float()}) {
    image.interpreter = "/lib/ld-linux.so.3";
    image.needed = {"libc.so.6"};
    image.versions = {{"libc.so.6", "GLIBC_2.34", false}};
    image.minimum_kernel = Version{{3, 2}};
    Verdict verdict = verdict_on(image, silent);
    EXPECT_EQ(verdict.answer(), Answer::cannot_tell);
    for (std::string_view check :
         {"interpreter", "libraries", "symbol_versions", "kernel", "noexec", "instructions"})
      EXPECT_EQ(finding_of(verdict, check).answer, Answer::cannot_tell) << check;
  }
}

}  // namespace
}  // namespace ashore::verify
