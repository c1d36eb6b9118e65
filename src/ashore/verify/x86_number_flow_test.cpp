// SPDX-License-Identifier: Apache-2.0
// Which system calls x86 programs make, by programs assembled here.
#include <gtest/gtest.h>

#include "ashore/verify/assembled.h"
#include "ashore/verify/program_system_calls.h"

namespace ashore::verify {
namespace {

class X86Numbers : public Assembled {
 protected:
  // "39 60", each number once; functions get types and sizes.
  std::string of(const std::string& text, const std::string& flags = "-static") const {
    const std::string typed = ".type _start, @function\n.size _start, end - _start\n";
    std::vector<std::byte> bytes =
        made("x86_64-linux-gnu", ".globl _start\n" + typed + text + "\nend:\n", flags);
    ElfFacts facts = *elf::read(bytes);
    DeviceFacts device;
    ProgramCode code({bytes, facts, device});
    std::string numbers;
    std::uint64_t last = UINT64_MAX;
    for (const MadeCall& call : system_calls_made(code).calls) {
      if (call.number != last)
        numbers += (numbers.empty() ? "" : " ") + std::to_string(call.number);
      last = call.number;
    }
    return numbers;
  }
};

const std::string size_of_456 = " mov $456, %esi\n";  // futex_requeue, where it is a number
const std::string call = " syscall\n ret\n";

TEST_F(X86Numbers, are_those_that_arrive_and_no_sizes) {
  EXPECT_EQ(of("_start:" + size_of_456 + " mov $39, %eax\n" + call), "39");
  EXPECT_EQ(of("_start:" + size_of_456 + " xor %eax, %eax\n mov $60, %al\n" + call), "60");
  EXPECT_EQ(
      of("_start:" + size_of_456 + " mov $202, %r8d\n1: mov %r8d, %eax\n syscall\n jne 1b\n ret"),
      "202");
}

const std::string wrapper = ".type wrapper, @function\nwrapper: mov %rdi, %rax\n syscall\n "
                            "ret\n.size wrapper, . - wrapper\n";

TEST_F(X86Numbers, come_from_all_who_call_a_wrapper) {
  EXPECT_EQ(
      of("_start: mov $456, %edi\n call wrapper\n mov $60, %edi\n call wrapper\n ret\n" + wrapper),
      "60 456");
  EXPECT_EQ(of("_start:" + size_of_456 + " mov $60, %eax\n" + call + wrapper), "60");
}

TEST_F(X86Numbers, may_be_any_where_a_pointer_leads_to_the_wrapper) {
  const std::string start = "_start:" + size_of_456 + " mov $60, %eax\n" + call + wrapper;
  EXPECT_EQ(of(start + ".data\n.p2align 3\n.quad wrapper\n.text\n"), "60 456");
  EXPECT_EQ(of("_start: lea wrapper(%rip), %rax\n mov $456, %edi\n call *%rax\n ret\n" + wrapper),
            "456");
}

// By a slot of the linker's.
std::string slot_use(const std::string& more) {
  return "_start: push %r15\n mov wrapper@GOTPCREL(%rip), %r15\n mov $456, %esi\n mov $60, %edi\n"
         " call *%r15\n" +
         more + " pop %r15\n ret\n" + wrapper;
}

TEST_F(X86Numbers, come_by_a_register_that_holds_the_wrapper) {
  const std::string flags = "-shared -Wl,-e,_start -Wl,--no-relax";
  EXPECT_EQ(of(slot_use(""), flags), "60");
  EXPECT_EQ(of(slot_use(" mov $39, %edi\n call *%r15\n"), flags), "39 60");
  // It goes to memory: anybody may call it with what stands in other instructions.
  EXPECT_EQ(of(slot_use(" mov %r15, 8(%rsp)\n"), flags), "60 456");
}

TEST_F(X86Numbers, of_code_that_only_a_table_leads_to_may_be_any) {
  EXPECT_EQ(of("_start:" + size_of_456 +
               " mov $60, %eax\n jmp *%rcx\n.p2align 4\n"
               " mov %rdx, %rax\n" +
               call),
            "60 456");
}

const std::string setxid_head = " mov 8(%rbx), %rdi\n mov 16(%rbx), %rsi\n mov 24(%rbx), %rdx\n";

TEST_F(X86Numbers, of_glibcs_setxid_are_known_without_names) {
  const std::string handler = "_start:" + size_of_456 +
                              " cmp $33, %edi\n jne 1f\n cmpl $-6, 8(%rsi)\n"
                              " jne 1f\n" +
                              setxid_head + " mov (%rbx), %eax\n syscall\n1: ret\n";
  EXPECT_EQ(of(handler), "");
  // Somebody else's struct of that kind.
  EXPECT_EQ(of("_start:" + size_of_456 + setxid_head + " mov (%rbx), %eax\n" + call), "456");
}

}  // namespace
}  // namespace ashore::verify
