// SPDX-License-Identifier: Apache-2.0
// Programs of a few instructions, as llvm-mc writes them, on kernels of many ages.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <span>

#include "ashore/verify/number_flow.h"
#include "ashore/verify/sample_device.h"
#include "ashore/verify/system_call_table.h"

namespace ashore::verify {
namespace {

using elf::SampleImage;
using ::testing::HasSubstr;
using namespace std::string_literals;

SampleImage program_of(SampleImage image, std::string text, std::uint16_t machine = 0) {
  image.text = std::move(text);
  image.bss = 0;
  if (machine != 0) image.machine = machine;
  return image;
}

// The numbers that arrive at the system calls of one piece of code, each system call in brackets;
// "?" where others may arrive too.
std::string numbers_in(SampleImage image, isa::Mode mode) {
  std::uint64_t size = image.text.size();
  std::vector<std::byte> bytes = image.bytes();
  ElfFacts facts = *elf::read(bytes);
  elf::LoadedImage loaded = *elf::LoadedImage::of(bytes, facts);
  std::uint64_t begin = facts.entry;
  std::vector<CodeSpan> spans = {{begin, begin + size, mode}};
  std::string told;
  for (const SystemCallSite& site : system_call_sites(loaded, spans, {})) {
    told += "[";
    for (const Arrival& arrival : site.arrivals) told += std::to_string(arrival.number) + " ";
    if (site.is_open) told += "?";
    told += "]";
  }
  return told;
}

std::string in_a32(std::string text) {
  return numbers_in(program_of(SampleImage(), std::move(text)), isa::Mode::a32);
}
std::string in_thumb(std::string text) {
  return numbers_in(program_of(SampleImage(), std::move(text)), isa::Mode::thumb);
}
std::string in_a64(std::string text) {
  return numbers_in(program_of(SampleImage::aarch64(), std::move(text)), isa::Mode::a64);
}

const std::string a32_return = "\x1e\xff\x2f\xe1"s;
const std::string a32_svc = "\x00\x00\x00\xef"s;

TEST(NumberFlow, finds_a_number_right_before_its_call) {
  // push {r7}; mov r7, #240; svc; pop {r7}; bx lr
  EXPECT_EQ(
      in_a32("\x04\x70\x2d\xe5\xf0\x70\xa0\xe3"s + a32_svc + "\x04\x70\x9d\xe4"s + a32_return),
      "[240 ]");
  // movw r7, #384; svc; bx lr
  EXPECT_EQ(in_thumb("\x40\xf2\x80\x17\x00\xdf\x70\x47"s), "[384 ]");
  // mov w8, #278; svc; ret
  EXPECT_EQ(in_a64("\xc8\x22\x80\x52\x01\x00\x00\xd4\xc0\x03\x5f\xd6"s), "[278 ]");
  // addiu $2, $zero, 4353; syscall; jr $ra; nop
  EXPECT_EQ(
      numbers_in(program_of(SampleImage::mips_big_endian(),
                            "\x24\x02\x11\x01\x00\x00\x00\x0c\x03\xe0\x00\x08\x00\x00\x00\x00"s),
                 isa::Mode::mips),
      "[4353 ]");
  // li a7, 278; ecall; li a7, 25; ecall; ret
  EXPECT_EQ(
      numbers_in(program_of(SampleImage::aarch64(),
                            "\x93\x08\x60\x11\x73\x00\x00\x00\xe5\x48\x73\x00\x00\x00\x82\x80"s,
                            243),
                 isa::Mode::riscv),
      "[278 ][25 ]");
}

TEST(NumberFlow, takes_both_of_two_opposite_conditions_and_nothing_else) {
  // mov r7, r0; movne r7, #145; moveq r7, #3; svc
  EXPECT_EQ(in_a32("\x00\x70\xa0\xe1\x91\x70\xa0\x13\x03\x70\xa0\x03"s + a32_svc + a32_return),
            "[3 145 ]");
  // ite ne; movne r7, #145; moveq r7, #3; svc; bx lr
  EXPECT_EQ(in_thumb("\x14\xbf\x91\x27\x03\x27\x00\xdf\x70\x47"s), "[3 145 ]");
  // movne alone leaves open what was there before
  EXPECT_EQ(in_a32("\x00\x70\xa0\xe1\x91\x70\xa0\x13"s + a32_svc + a32_return), "[145 ?]");
}

TEST(NumberFlow, goes_to_all_who_call_a_wrapper) {
  // mov x8, x0; svc; ret; and two callers: mov w0, #278; bl -16; ret; mov w0, #63; b -28
  std::string wrapper = "\xe8\x03\x00\xaa\x01\x00\x00\xd4\xc0\x03\x5f\xd6"s;
  std::string first = "\xc0\x22\x80\x52\xfc\xff\xff\x97\xc0\x03\x5f\xd6"s;
  std::string second = "\xe0\x07\x80\x52\xf9\xff\xff\x17"s;
  std::string all = "\xc0\x03\x5f\xd6"s + wrapper + first + second;
  EXPECT_EQ(in_a64(all), "[63 278 ]");
  // Nobody is known to call it.
  EXPECT_EQ(in_a64("\xc0\x03\x5f\xd6"s + wrapper), "[?]");
}

TEST(NumberFlow, follows_a_number_over_the_stack_and_not_through_memory) {
  // push {r0, r1, r2, r3}; ldr r7, [sp]; svc; and a caller: mov r0, #224; bl
  std::string code = a32_return + "\x0f\x00\x2d\xe9\x00\x70\x9d\xe5"s + a32_svc + a32_return +
                     "\xe0\x00\xa0\xe3\xf9\xff\xff\xeb"s + a32_return;
  EXPECT_EQ(in_a32(code), "[224 ]");
  // ldr r7, [r0]; svc
  EXPECT_EQ(in_a32("\x00\x70\x90\xe5"s + a32_svc + a32_return), "[?]");
}

TEST(KernelCalls, know_when_a_machine_got_a_call) {
  const KernelCalls* arm = KernelCalls::of(Arch::arm, Abi::arm_eabi);
  ASSERT_NE(arm, nullptr);
  EXPECT_EQ(arm->by_number(384)->name, "getrandom");
  EXPECT_EQ(arm->by_name("accept4")->surely, (Version{{2, 6, 36}}));
  EXPECT_EQ(arm->by_number(397)->since, (Version{{4, 11}}));
  EXPECT_EQ(KernelCalls::of(Arch::aarch64, Abi::plain)->by_number(278)->name, "getrandom");
  EXPECT_EQ(KernelCalls::of(Arch::mips, Abi::mips_o32)->by_number(4353)->name, "getrandom");
  EXPECT_EQ(KernelCalls::of(Arch::mips64, Abi::mips_n64)->by_number(5313)->name, "getrandom");
  EXPECT_EQ(KernelCalls::of(Arch::riscv64, Abi::riscv_lp64)->by_number(278)->name, "getrandom");
  EXPECT_EQ(KernelCalls::of(Arch::powerpc, Abi::plain), nullptr);
  EXPECT_EQ(KernelCalls::of(Arch::x86_64, Abi::plain)->by_number(318)->name, "getrandom");
  EXPECT_EQ(KernelCalls::of(Arch::x86, Abi::plain)->by_number(355)->name, "getrandom");
  EXPECT_EQ(KernelCalls::of(Arch::x86_64, Abi::x32), nullptr);
  // Calls that some machines had under one common number before.
  EXPECT_EQ(KernelCalls::of(Arch::x86, Abi::plain)->by_name("socket")->surely, (Version{{4, 3}}));
  EXPECT_EQ(KernelCalls::of(Arch::mips, Abi::mips_o32)->by_name("semget")->surely,
            (Version{{5, 1}}));
}

TEST(KernelCalls, fallbacks_belong_to_a_function_or_to_everybody) {
  EXPECT_EQ(fallback_of("getrandom", "std::sys::random::linux::getrandom")->instead,
            "/dev/urandom");
  EXPECT_EQ(fallback_of("getrandom", "<std::hash::RandomState>::new")->instead, "/dev/urandom");
  EXPECT_EQ(fallback_of("getrandom", "main"), nullptr);
  EXPECT_EQ(fallback_of("getrandom", ""), nullptr);
  EXPECT_NE(fallback_of("clock_gettime64", ""), nullptr);
}

// For each number: movw r7, #NUMBER; svc #0; at the end: bx lr
SampleImage a32_program(std::vector<unsigned> numbers) {
  std::string text;
  for (unsigned number : numbers) {
    std::string one = "\x00\x70\x00\xe3"s;
    one[0] = static_cast<char>(number & 0xff);
    one[1] = static_cast<char>(0x70 | ((number >> 8) & 15));
    text += one + a32_svc;
  }
  return program_of(SampleImage(), text + a32_return);
}
SampleImage a32_program(unsigned number) { return a32_program(std::vector{number}); }

Finding calls_of(const SampleImage& image, std::optional<Version> kernel) {
  DeviceFacts device = r7000();
  device.kernel.reset();
  if (kernel) device.kernel = Fact<Version>{*kernel, {"uname -r", to_string(*kernel)}};
  return finding_of(verdict_on(image, device), "system_calls");
}

TEST(SystemCallsCheck, compares_what_the_code_makes_with_the_kernel) {
  EXPECT_EQ(calls_of(a32_program(4), Version{{2, 6, 36}}).answer, Answer::runs);
  EXPECT_EQ(calls_of(a32_program(384), Version{{3, 17}}).answer, Answer::runs);
  Finding finding = calls_of(a32_program(384), Version{{2, 6, 36}});
  EXPECT_EQ(finding.answer, Answer::cannot_tell);
  EXPECT_EQ(finding.text, "the program may make system calls that Linux 2.6.36 lacks: getrandom; "
                          "what it does without them is not known");
  ASSERT_EQ(finding.where.size(), 1U);
  EXPECT_EQ(finding.where[0].needs, "getrandom");
}

TEST(SystemCallsCheck, warns_of_calls_with_a_known_fallback) {
  DeviceFacts old = r7000();
  Verdict verdict = verdict_on(a32_program({403, 263}), old);
  EXPECT_EQ(finding_of(verdict, "system_calls").answer, Answer::runs);
  ASSERT_EQ(verdict.warnings.size(), 1U);
  EXPECT_THAT(verdict.warnings[0], HasSubstr("clock_gettime64 (then clock_gettime)"));
}

TEST(SystemCallsCheck, believes_in_what_everybody_does_instead_only_where_the_call_for_it_is_made) {
  EXPECT_EQ(calls_of(a32_program(403), Version{{2, 6, 36}}).answer, Answer::cannot_tell);
  EXPECT_EQ(calls_of(a32_program({403, 263}), Version{{2, 6, 36}}).answer, Answer::runs);
  EXPECT_EQ(calls_of(a32_program({403, 264}), Version{{2, 6, 36}}).answer, Answer::cannot_tell);
}

TEST(SystemCallsCheck, without_the_kernels_age_only_old_calls_are_sure) {
  EXPECT_EQ(calls_of(a32_program(4), std::nullopt).answer, Answer::runs);
  EXPECT_EQ(calls_of(a32_program(384), std::nullopt).answer, Answer::cannot_tell);
}

TEST(SystemCallsCheck, an_unknown_number_does_no_harm_on_a_kernel_that_has_all) {
  SampleImage image = program_of(SampleImage(), "\x00\x70\x90\xe5"s + a32_svc + a32_return);
  EXPECT_EQ(calls_of(image, Version{{5, 10}}).answer, Answer::runs);
  // mov r1, #452, before it: fchmodat2
  SampleImage suspect = image;
  suspect.text = "\x71\x1f\xa0\xe3"s + image.text;
  EXPECT_EQ(calls_of(suspect, Version{{5, 10}}).answer, Answer::cannot_tell);
  EXPECT_EQ(calls_of(suspect, Version{{6, 6}}).answer, Answer::runs);
  EXPECT_EQ(calls_of(image, Version{{99, 0}}).answer, Answer::runs);
}

TEST(SystemCallsCheck, a_number_behind_all_that_are_known_may_be_a_new_call) {
  EXPECT_EQ(calls_of(a32_program(480), Version{{6, 1}}).answer, Answer::cannot_tell);
}

}  // namespace
}  // namespace ashore::verify
