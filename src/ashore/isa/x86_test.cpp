// SPDX-License-Identifier: Apache-2.0
#include <array>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "ashore/base/text.h"
#include "ashore/isa/sample.h"

namespace ashore::isa {
namespace {

using testing::HasSubstr;

// "f3 0f bc c0": as they lie in memory.
std::string bytes_of_x86(std::string_view pairs) {
  std::string bytes;
  for (std::string_view pair : words(pairs))
    bytes.push_back(static_cast<char>(parse_unsigned(pair, 16).value_or(0)));
  return bytes;
}

struct Row {
  std::string_view bytes, text;
  // On x86-64, -v2, -v3, -v4.
  std::vector<std::string_view> needs;
};

const std::vector<Row> rows = {
    {"48 89 d8", "mov %rbx, %rax", {"", "", "", ""}},
    {"f3 0f 1e fa", "endbr64", {"", "", "", ""}},
    {"0f 05", "syscall", {"", "", "", ""}},
    {"66 0f fe c1", "paddd %xmm1, %xmm0", {"", "", "", ""}},
    {"66 0f 38 00 c1", "pshufb %xmm1, %xmm0", {"ssse3", "", "", ""}},
    {"66 0f 3a 0b c1 03", "roundsd $0x03, %xmm1, %xmm0", {"sse4.1", "", "", ""}},
    {"f2 0f 38 f1 c3", "crc32 %ebx, %eax", {"sse4.2", "", "", ""}},
    {"f3 0f b8 c3", "popcnt %ebx, %eax", {"popcnt", "", "", ""}},
    {"48 0f c7 0f", "cmpxchg16b (%rdi)", {"cx16", "", "", ""}},
    {"9f", "lahf", {"sahf", "", "", ""}},
    {"f3 0f bc c3", "tzcnt %ebx, %eax", {"tzcnt", "tzcnt", "", ""}},
    {"f3 0f bd c3", "lzcnt %ebx, %eax", {"lzcnt", "lzcnt", "", ""}},
    {"c5 fc 58 c1", "vaddps %ymm1, %ymm0, %ymm0", {"avx", "avx", "", ""}},
    {"c5 fd fe c1", "vpaddd %ymm1, %ymm0, %ymm0", {"avx2", "avx2", "", ""}},
    {"c4 e2 f9 98 c1", "vfmadd132pd %xmm1, %xmm0, %xmm0", {"fma", "fma", "", ""}},
    {"c4 e2 60 f2 c1", "andn %ecx, %ebx, %eax", {"bmi", "bmi", "", ""}},
    {"c4 e2 e3 f6 c1", "mulx %rcx, %rbx, %rax", {"bmi2", "bmi2", "", ""}},
    {"0f 38 f0 07", "movbe (%rdi), %eax", {"movbe", "movbe", "", ""}},
    {"62 f1 7c 48 58 c1", "vaddps %zmm1, %zmm0, %zmm0", {"avx512f", "avx512f", "avx512f", ""}},
    {"62 f1 7d 28 fe c1",
     "vpaddd %ymm1, %ymm0, %ymm0",
     {"avx512f avx512vl", "avx512f avx512vl", "avx512f avx512vl", ""}},
    {"66 0f 38 dc c1", "aesenc %xmm1, %xmm0", {"aes", "aes", "aes", "aes"}},
    {"0f c7 f0", "rdrand %eax", {"rdrnd", "rdrnd", "rdrnd", "rdrnd"}},
};

TEST(X86, instructions_need_what_the_levels_of_the_psabi_say) {
  constexpr std::array levels = {"x86-64", "x86-64-v2", "x86-64-v3", "x86-64-v4"};
  for (std::size_t i = 0; i < levels.size(); ++i) {
    Expected<Scanner> scanner = Scanner::of(floor_of(Arch::x86_64, levels[i]), Mode::x86_64);
    ASSERT_TRUE(scanner) << scanner.error().message();
    for (const Row& row : rows) {
      std::string bytes = bytes_of_x86(row.bytes);
      Code code{bytes, 0x1000, Mode::x86_64, Endian::little, Boundaries::in_sequence};
      Scan scan = scanner->scan(code);
      EXPECT_EQ(scan.hits.empty() ? "" : scan.hits[0].needs, row.needs[i])
          << row.text << " on " << levels[i];
      EXPECT_EQ(scanner->text(code, 0x1000), row.text);
    }
  }
}

std::string needs_of_32(const Floor& floor, std::string_view bytes) {
  std::string code = bytes_of_x86(bytes);
  Expected<Scan> scan =
      outside({code, 0, Mode::x86_32, Endian::little, Boundaries::in_sequence}, floor);
  if (!scan) return scan.error().message();
  return scan->hits.empty() ? "" : scan->hits[0].needs;
}

TEST(X86, of_32_bits_has_what_its_baseline_and_features_say) {
  Floor pentium = floor_of(Arch::x86, "i586", FloatAbi::hard, "cx8");
  Floor pro = floor_of(Arch::x86, "i686", FloatAbi::hard, "cmov cx8");
  Floor pentium_4 = floor_of(Arch::x86, "i686", FloatAbi::hard, "cmov cx8 mmx sse sse2");
  EXPECT_EQ(needs_of_32(pentium, "0f c7 0f"), "");  // cmpxchg8b
  EXPECT_EQ(needs_of_32(floor_of(Arch::x86, "i486"), "0f c7 0f"), "cx8");
  EXPECT_EQ(needs_of_32(pentium, "0f 44 c3"), "cmov");
  EXPECT_EQ(needs_of_32(pentium, "0f 1f 00"), "i686");     // a long nop
  EXPECT_EQ(needs_of_32(pentium, "f3 0f 1e fb"), "i686");  // endbr32
  EXPECT_EQ(needs_of_32(pro, "0f 44 c3 0f 1f 00 f3 0f 1e fb"), "");
  EXPECT_EQ(needs_of_32(pro, "0f 58 c1"), "sse");
  EXPECT_EQ(needs_of_32(pro, "66 0f fe c1"), "sse2");
  EXPECT_EQ(needs_of_32(pentium_4, "66 0f fe c1 0f 58 c1 0f fe c1"), "");
  EXPECT_EQ(needs_of_32(pentium_4, "f3 0f bd c3"), "lzcnt");
  EXPECT_EQ(needs_of_32(pentium, "d8 c1"), "");  // fadd
}

TEST(X86, baselines_that_are_not_known_are_refused) {
  EXPECT_THAT(needs_of_32(floor_of(Arch::x86, "pentium4"), "90"), HasSubstr("not known"));
  EXPECT_THAT(needs_of_32(floor_of(Arch::x86_64, "x86-64"), "90"),
              HasSubstr("not checked"));  // of 64 bits, read as 32
}

TEST(X86, in_sequence_looks_only_where_instructions_begin) {
  // mov $0xc1580f, %eax: inside of it lies addps.
  std::string bytes = bytes_of_x86("b8 0f 58 c1 00");
  Floor floor = floor_of(Arch::x86, "i686", FloatAbi::hard, "cmov cx8");
  Code code{bytes, 0, Mode::x86_32};
  EXPECT_EQ(outside(code, floor)->hits.at(0).address, 1);
  code.boundaries = Boundaries::in_sequence;
  EXPECT_EQ(outside(code, floor)->count, 0);
}

TEST(X86, code_that_ends_amid_an_instruction_is_read_no_further) {
  std::string bytes = bytes_of_x86("66 0f 38 00");
  EXPECT_EQ(outside({bytes, 0, Mode::x86_64}, floor_of(Arch::x86_64, "x86-64"))->count, 0);
}

}  // namespace
}  // namespace ashore::isa
