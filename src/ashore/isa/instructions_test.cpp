// SPDX-License-Identifier: Apache-2.0
// Single instructions against several floors each; the tables are in tests/isa.
#include <gtest/gtest.h>

#include <string>

#include "ashore/isa/instruction_table.h"

namespace ashore::isa {
namespace {

void hold_against(const std::string& name, Mode mode) {
  Table table = table_of(ASHORE_SOURCE_DIR, name);
  ASSERT_GE(table.rows.size(), 60U);
  for (std::size_t i = 0; i < table.floors.size(); ++i) {
    Expected<Scanner> scanner = Scanner::of(table.floors[i], mode);
    ASSERT_TRUE(scanner) << scanner.error().message();
    for (const Row& row : table.rows) {
      std::string bytes = bytes_of(mode, row.encoding);
      Code code{bytes, 0x10000, mode, Endian::little, Boundaries::in_sequence};
      Scan scan = scanner->scan(code);
      std::string needs = scan.hits.empty() ? "" : scan.hits.front().needs;
      EXPECT_EQ(needs, row.needs[i])
          << row.encoding << " " << row.text << " on floor " << i << " of " << name;
      EXPECT_EQ(scanner->text(code, code.address), row.text) << row.encoding;
    }
  }
}

TEST(Instructions, of_a32_need_what_the_table_says) { hold_against("a32.txt", Mode::a32); }
TEST(Instructions, of_thumb_need_what_the_table_says) { hold_against("thumb.txt", Mode::thumb); }
TEST(Instructions, of_a64_need_what_the_table_says) { hold_against("a64.txt", Mode::a64); }
TEST(Instructions, of_mips_need_what_the_table_says) { hold_against("mips.txt", Mode::mips); }
TEST(Instructions, of_riscv_need_what_the_table_says) { hold_against("riscv.txt", Mode::riscv); }

}  // namespace
}  // namespace ashore::isa
