// SPDX-License-Identifier: Apache-2.0
#include "ashore/base/table.h"

#include <gmock/gmock.h>

#include <array>

namespace ashore {
namespace {

constexpr std::array<std::string_view, 3> columns = {"vendor", "model", "soc"};

std::string why_not(std::string_view text) {
  Expected<Table> table = Table::parse(text, columns);
  return table ? "parsed" : table.error().message();
}

TEST(Table, gives_the_asked_columns_whatever_their_order_in_the_text) {
  Expected<Table> table =
      Table::parse("# facts\nsoc\tvendor\tmodel\r\nbcm4709\tNETGEAR\tR7000\r\n\n\tASUS\t", columns);
  ASSERT_TRUE(table) << table.error().message();
  ASSERT_EQ(table->rows(), 2U);
  EXPECT_EQ(table->at(0, 0), "NETGEAR");
  EXPECT_EQ(table->at(0, 2), "bcm4709");
  EXPECT_EQ(table->at(1, 1), "");
}

TEST(Table, leaves_a_column_empty_that_the_text_lacks) {
  Expected<Table> table = Table::parse("model\nR7000\n", columns);
  ASSERT_TRUE(table);
  EXPECT_EQ(table->at(0, 0), "");
  EXPECT_EQ(table->at(0, 1), "R7000");
}

TEST(Table, says_which_line_is_wrong_and_why) {
  EXPECT_THAT(why_not(""), testing::HasSubstr("no line of column names"));
  EXPECT_THAT(why_not("# only\n"), testing::HasSubstr("no line of column names"));
  EXPECT_THAT(why_not("vendor\tmodle\n"), testing::HasSubstr("did you mean `model`?"));
  EXPECT_THAT(why_not("vendor\tvendor\n"), testing::HasSubstr("named twice"));
  EXPECT_THAT(why_not("vendor\tmodel\n\nASUS\n"), testing::HasSubstr("line 3: fewer fields"));
  EXPECT_THAT(why_not("vendor\tmodel\na\tb\tc\n"), testing::HasSubstr("line 2: more fields"));
}

}  // namespace
}  // namespace ashore
