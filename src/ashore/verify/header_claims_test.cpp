// SPDX-License-Identifier: Apache-2.0
#include "ashore/verify/header_claims.h"

#include <gtest/gtest.h>

#include "ashore/verify/assembled.h"
#include "ashore/verify/sample_device.h"

namespace ashore::verify {
namespace {

constexpr std::uint32_t vadd_f32 = 0xee300a81;  // s0, s1, s2

// A program without symbols whose headers can be executed, and in which a jump is not understood.
class Headers : public Assembled {
 protected:
  std::vector<std::byte> program(const std::string& start) const {
    return arm("_start: " + start + "\n ldr r0, [sp]\n add pc, pc, r0, lsl #2\n nop\n",
               "-static -Wl,-s -Wl,--no-rosegment");
  }
  // A field of the header for the stack, which the kernel reads for its flags alone.
  static void put_into_stack_header(std::vector<std::byte>& bytes, unsigned field) {
    constexpr std::uint32_t pt_gnu_stack = 0x6474e551;
    constexpr unsigned header_size = 52, entry_size = 32;
    const std::vector<ElfSegment> segments = elf::facts_of(bytes).segments;
    for (std::size_t i = 0; i < segments.size(); ++i)
      if (segments[i].type == pt_gnu_stack)
        elf::write_number(bytes, header_size + i * entry_size + field, vadd_f32, 4, Endian::little);
  }
  static Answer of(const std::vector<std::byte>& bytes) {
    return finding_of(verify(bytes, r7000(), {"/tmp", false}, {}), "instructions").answer;
  }
};

constexpr unsigned physical_address = 12, memory_size = 20;

TEST_F(Headers, that_linkers_write_are_no_code) {
  std::vector<std::byte> bytes = program("nop");
  put_into_stack_header(bytes, memory_size);
  EXPECT_EQ(of(bytes), Answer::runs);
}

TEST_F(Headers, with_something_in_a_field_that_nobody_reads_may_be_code) {
  std::vector<std::byte> bytes = program("nop");
  put_into_stack_header(bytes, physical_address);
  EXPECT_NE(of(bytes), Answer::runs);
}

TEST_F(Headers, that_a_branch_leads_into_may_be_code) {
  std::vector<std::byte> bytes = program("beq __ehdr_start + 52");
  put_into_stack_header(bytes, memory_size);
  EXPECT_NE(of(bytes), Answer::runs);
}

TEST_F(Headers, in_which_the_program_starts_are_code) {
  std::vector<std::byte> bytes =
      arm("_start: mov r7, #1\n svc 0\n", "-static -Wl,-s -Wl,--no-rosegment -Wl,-e,0x10034");
  put_into_stack_header(bytes, memory_size);
  EXPECT_NE(of(bytes), Answer::runs);
}

}  // namespace
}  // namespace ashore::verify
