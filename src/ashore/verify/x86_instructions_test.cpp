// SPDX-License-Identifier: Apache-2.0
// x86 programs assembled here and now, with the symbols and unwind tables that real ones have.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include "ashore/elf/lld_sample.h"
#include "ashore/verify/frame_functions.h"
#include "ashore/verify/sample_device.h"

namespace ashore::verify {
namespace {

using ::testing::AnyOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

DeviceFacts x86_device(Arch arch, std::string baseline, std::set<std::string> features) {
  DeviceFacts device = r7000();
  device.machine.value = Machine{arch, Endian::little, Abi::plain, FloatAbi::hard};
  device.baseline = Fact<std::string>{std::move(baseline), {"/proc/cpuinfo", "model name"}};
  device.features = Fact<Features>{{std::move(features)}, {"/proc/cpuinfo", "flags"}};
  device.kernel->value = Version{{6, 1, 0}};
  device.uname->value = "Linux nas 6.1.0 #1 SMP x86_64 GNU/Linux";
  return device;
}

// An Atom of 2010.
DeviceFacts atom() {
  return x86_device(Arch::x86_64, "x86-64",
                    {"cx8", "cmov", "mmx", "fxsr", "sse", "sse2", "sse3", "ssse3", "cx16", "sahf"});
}
DeviceFacts pentium_2() { return x86_device(Arch::x86, "i686", {"cx8", "cmov", "mmx", "fxsr"}); }

class X86 : public ::testing::Test {
 protected:
  void SetUp() override {
    if (std::system("clang-19 --version >/dev/null 2>&1 && ld.lld --version >/dev/null 2>&1") != 0)
      GTEST_SKIP() << "skipped: no clang-19 or ld.lld";
    place_ = std::filesystem::temp_directory_path() / ("ashore-x86-" + std::to_string(::getpid()));
    std::filesystem::create_directories(place_);
  }
  void TearDown() override {
    std::error_code ignored;
    if (!place_.empty()) std::filesystem::remove_all(place_, ignored);
  }

  std::vector<std::byte> made(const std::string& text, const std::string& flags = "-static",
                              const std::string& target = "x86_64-linux-gnu") const {
    std::ofstream(place_ / "a.s") << ".text\n.globl _start\n" + text +
                                         ".section .note.GNU-stack,\"\",@progbits\n";
    std::string program = (place_ / "a.out").string();
    std::string command = "clang-19 --target=" + target +
                          " -nostdlib -fuse-ld=lld -Wl,--build-id=none -Wl,--eh-frame-hdr "
                          "-Wno-unused-command-line-argument " +
                          flags + " -o " + program + " " + (place_ / "a.s").string() + " 2>&1";
    EXPECT_EQ(std::system(command.c_str()), 0) << command;
    return elf::bytes_of_file(program);
  }

 private:
  std::filesystem::path place_;
};

Finding on(const std::vector<std::byte>& program, const DeviceFacts& device) {
  return finding_of(verify(program, device, {"/tmp", false}), "instructions");
}

// A function as compilers write it: a symbol with type and size, and an entry for the unwinder.
std::string function(const std::string& name, const std::string& body) {
  return ".p2align 4\n.type " + name + ",@function\n" + name + ":\n.cfi_startproc\n" + body +
         ".cfi_endproc\n.size " + name + ", .-" + name + "\n";
}

// Inside of the number lies `vaddps %ymm1, %ymm0, %ymm0`, and behind the jump a place for it.
const std::string number = "movabs $0xc158fcc5, %rax\n";
const std::string leave = "mov $60, %eax\nsyscall\nhlt\n";

TEST_F(X86, code_of_the_baseline_runs) {
  std::string text =
      function("_start", "call sum\n" + leave) + function("sum", "addsd %xmm1, %xmm0\nret\n");
  Finding finding = on(made(text), atom());
  EXPECT_EQ(finding.answer, Answer::runs) << finding.text;
  EXPECT_THAT(finding.text, HasSubstr("no instruction outside x86-64 with SSSE3"));
}

TEST_F(X86, numbers_that_look_like_instructions_are_no_hits_in_known_functions) {
  std::string text =
      function("_start", number + "call sum\n" + leave) + function("sum", number + "ret\n");
  EXPECT_EQ(on(made(text), atom()).answer, Answer::runs);
  // Stripped, the unwinder's tables still say where functions are.
  Finding stripped = on(made(text, "-static -s"), atom());
  EXPECT_EQ(stripped.answer, Answer::runs) << stripped.text;
  EXPECT_THAT(stripped.text, HasSubstr("the file's unwind tables"));
}

TEST_F(X86, code_beyond_the_floor_is_refused_with_its_function) {
  std::string text = function("_start", "call sum\n" + leave) +
                     function("sum", "vaddps %ymm1, %ymm0, %ymm0\nvzeroupper\nret\n");
  Finding finding = on(made(text), atom());
  EXPECT_EQ(finding.answer, Answer::will_not_run);
  EXPECT_THAT(finding.text, HasSubstr("avx (2); in 1 function"));
  ASSERT_EQ(finding.where.size(), 1);
  EXPECT_EQ(finding.where[0].function, "sum");
  EXPECT_EQ(finding.where[0].instruction, "vaddps %ymm1, %ymm0, %ymm0");
  DeviceFacts haswell = atom();
  haswell.features->value.names.insert({"avx", "avx2"});
  EXPECT_EQ(on(made(text), haswell).answer, Answer::runs);
}

TEST_F(X86, a_program_that_asks_cpuid_is_left_open_and_the_question_named) {
  std::string text = function("_start", "mov $1, %eax\ncpuid\ntest $0x10000000, %ecx\njz 1f\n"
                                        "call sum\n1:" +
                                            leave) +
                     function("sum", "vaddps %ymm1, %ymm0, %ymm0\nret\n");
  Finding finding = on(made(text), atom());
  EXPECT_EQ(finding.answer, Answer::cannot_tell);
  EXPECT_THAT(finding.text, HasSubstr("what cpuid says, which is asked in _start"));
}

TEST_F(X86, what_no_table_describes_is_read_at_every_byte) {
  // No symbol with a size, and no entry for the unwinder; nothing leads to `sum` but a register.
  std::string text = "_start:\nlea table(%rip), %rbx\ncall *(%rbx)\n" + leave +
                     ".p2align 4\nsum:\n" + number +
                     "ret\n.section .data\n.byte 1,2,3,4\ntable: .byte 0\n";
  Finding finding = on(made(text, "-static -s"), atom());
  EXPECT_EQ(finding.answer, Answer::cannot_tell);
  EXPECT_THAT(finding.text, HasSubstr("avx (1)"));
}

TEST_F(X86, what_a_direct_branch_leads_to_is_code_though_no_table_describes_it) {
  std::string text =
      "_start:\njmp hidden\nud2\n.p2align 4\nhidden:\n" + number + "mov $60, %eax\nsyscall\nhlt\n";
  EXPECT_EQ(on(made(text, "-static -s"), atom()).answer, Answer::runs);
  text = "_start:\njmp hidden\nud2\n.p2align 4\nhidden: pabsb %xmm0, %xmm1\nvzeroupper\nhlt\n";
  EXPECT_EQ(on(made(text, "-static -s"), atom()).answer, Answer::will_not_run);
}

TEST_F(X86, a_branch_into_an_instruction_is_followed) {
  // As in `lock; cmpxchg`, but what hides there is no lock.
  std::string text = function("_start", "jmp 1f+2\n1: " + number + leave);
  Finding finding = on(made(text), atom());
  EXPECT_EQ(finding.answer, Answer::will_not_run) << finding.text;
  EXPECT_THAT(finding.text, HasSubstr("avx"));
}

TEST_F(X86, a_pointer_into_an_instruction_leaves_the_answer_open) {
  std::string hidden = ".globl target\n.set target, number+2\n";
  std::string text = function("_start", "jmp *pointer(%rip)\nnumber: " + number + leave) + hidden +
                     ".section .data\n.p2align 3\npointer: .quad target\n";
  for (const char* flags : {"-static", "-static-pie"}) {
    Finding finding = on(made(text, flags), atom());
    EXPECT_EQ(finding.answer, Answer::cannot_tell) << flags;
    EXPECT_THAT(finding.text, HasSubstr("an address leads there"));
  }
}

TEST_F(X86, tables_of_jumps_are_followed) {
  // The data between makes what follows be read out of step: only the table leads to the AVX code.
  std::string body =
      "lea table(%rip), %rdx\nmovslq (%rdx,%rax,4), %rax\nadd %rdx, %rax\n"
      "jmp *%rax\none: " +
      leave + ".byte 0x48, 0xb8\ntwo: vaddps %ymm1, %ymm0, %ymm0\nnop\nnop\nnop\nnop\n" + leave;
  std::string text = function("_start", body) +
                     ".section .rodata\n.p2align 2\ntable: .long one-table, two-table\n";
  Finding finding = on(made(text), atom());
  EXPECT_EQ(finding.answer, Answer::cannot_tell) << finding.text;
  EXPECT_THAT(finding.text, HasSubstr("avx (1)"));
}

TEST_F(X86, what_is_no_instruction_in_a_function_leaves_the_answer_open) {
  std::string text = function("_start", "jmp 1f\n.byte 0x06, 0x0e\n1:" + leave);
  Finding finding = on(made(text), atom());
  EXPECT_EQ(finding.answer, Answer::cannot_tell);
  EXPECT_THAT(finding.text, HasSubstr("no known instruction"));
}

TEST_F(X86, tzcnt_is_open_where_it_is_bsf) {
  std::string text = function("_start", "tzcnt %eax, %ecx\n" + leave);
  EXPECT_THAT(on(made(text), atom()).text, HasSubstr("not the same for zero"));
  DeviceFacts haswell = atom();
  haswell.features->value.names.insert("bmi");
  EXPECT_EQ(on(made(text), haswell).answer, Answer::runs);
}

TEST_F(X86, programs_of_32_bits_are_held_against_what_the_core_has) {
  std::string text = function("_start", "cmovne %eax, %ecx\ncall sum\nint $0x80\nhlt\n") +
                     function("sum", "addps %xmm1, %xmm0\nret\n");
  std::vector<std::byte> program = made(text, "-static", "i686-linux-gnu");
  Finding finding = on(program, pentium_2());
  EXPECT_EQ(finding.answer, Answer::will_not_run);
  EXPECT_THAT(finding.text, HasSubstr("outside i686 without SSE: sse (1)"));
  EXPECT_EQ(on(program, x86_device(Arch::x86, "i686", {"cmov", "cx8", "sse"})).answer,
            Answer::runs);
  // A kernel of 64 bits starts it too, and its core has SSE2.
  EXPECT_EQ(on(program, atom()).answer, Answer::runs);
  Finding old = on(program, x86_device(Arch::x86, "i586", {"cx8", "sse"}));
  EXPECT_EQ(old.answer, Answer::will_not_run);
  EXPECT_THAT(old.text, HasSubstr("cmov"));
}

TEST_F(X86, numbers_of_calls_that_the_kernel_lacks_leave_the_answer_open) {
  auto asked = [&](const std::string& body, Version kernel, const char* target) {
    DeviceFacts device = atom();
    device.kernel->value = kernel;
    std::vector<std::byte> program = made(function("_start", body), "-static", target);
    return finding_of(verify(program, device, {"/tmp", false}), "system_calls");
  };
  const char* wide = "x86_64-linux-gnu";
  const char* narrow = "i686-linux-gnu";
  std::string random = "mov $318, %eax\nsyscall\n" + leave;
  EXPECT_EQ(asked(random, Version{{3, 17}}, wide).answer, Answer::runs);
  Finding finding = asked(random, Version{{3, 10}}, wide);
  EXPECT_EQ(finding.answer, Answer::cannot_tell);
  EXPECT_THAT(finding.text, HasSubstr("lacks: getrandom"));
  EXPECT_EQ(asked("mov $355, %eax\nint $0x80\nhlt\n", Version{{3, 10}}, narrow).answer,
            Answer::cannot_tell);
  EXPECT_EQ(asked("mov $318, %eax\nint $0x80\nhlt\n", Version{{3, 10}}, narrow).answer,
            Answer::runs);
  // As the first argument of a wrapper, and where no call is made at all.
  EXPECT_EQ(asked("mov $318, %edi\nmov %edi, %eax\nsyscall\nhlt\n", Version{{3, 10}}, wide).answer,
            Answer::cannot_tell);
  EXPECT_EQ(asked("mov $318, %eax\nhlt\n", Version{{3, 10}}, wide).answer, Answer::runs);
  EXPECT_EQ(asked("mov $318, %r9d\nsyscall\nhlt\n", Version{{3, 10}}, wide).answer, Answer::runs);
}

TEST_F(X86, unwind_tables_tell_functions) {
  std::string text = function("_start", leave) + function("other", "nop\nret\n");
  for (const char* flags : {"-static", "-static -s", "-static-pie -s"}) {
    std::vector<std::byte> program = made(text, flags);
    ElfFacts facts = elf::facts_of(program);
    elf::LoadedImage image = *elf::image_of(program);
    std::vector<FunctionRange> ranges = frame_functions(image, facts);
    ASSERT_EQ(ranges.size(), 2) << flags;
    EXPECT_EQ(ranges[0].begin, facts.entry);
    EXPECT_EQ(ranges[0].end - ranges[0].begin, 8);
    EXPECT_EQ(ranges[1].end - ranges[1].begin, 2);
  }
}

TEST_F(X86, broken_unwind_tables_make_no_functions_up) {
  std::string text = function("_start", leave) + function("other", "nop\nret\n");
  std::vector<std::byte> program = made(text);
  ElfFacts facts = elf::facts_of(program);
  std::vector<FunctionRange> whole = frame_functions(*elf::image_of(program), facts);
  for (const ElfSegment& segment : facts.segments) {
    if (!segment.is_load() || segment.is_executable()) continue;
    for (std::uint64_t at = segment.offset; at < segment.offset + segment.file_size; ++at) {
      std::vector<std::byte> broken = program;
      broken[at] ^= std::byte{0xff};
      Expected<ElfFacts> read = elf::read(broken);
      if (!read) continue;
      Expected<elf::LoadedImage> image = elf::LoadedImage::of(broken, *read);
      if (!image) continue;
      EXPECT_LE(frame_functions(*image, *read).size(), whole.size());
    }
  }
}

}  // namespace
}  // namespace ashore::verify
