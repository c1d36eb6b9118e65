// SPDX-License-Identifier: Apache-2.0
#include "ashore/device/signature.h"

#include <gtest/gtest.h>

namespace ashore {
namespace {

TEST(Signature, is_the_line_that_the_device_printed) {
  EXPECT_EQ(signature_of("1|Linux version 2.6.36|; half thumb; 0x41|\r\n"),
            "1|Linux version 2.6.36|; half thumb; 0x41|");
}

TEST(Signature, is_nothing_where_a_shell_might_change_the_line) {
  EXPECT_EQ(signature_of("1|Linux\tversion||"), "");
  EXPECT_EQ(signature_of("1|Linux\\nversion||"), "");
  EXPECT_EQ(signature_of("1|Linux version \xc3\xa4||"), "");
}

TEST(Signature, is_nothing_where_the_device_told_nothing) {
  EXPECT_EQ(signature_of(""), "");
  EXPECT_EQ(signature_of("1|||"), "");
  EXPECT_EQ(signature_of("sh: syntax error"), "");
}

TEST(Signature, script_defines_both_functions) {
  EXPECT_NE(signature_script().find("\nashore_read_signature() {"), std::string_view::npos);
  EXPECT_NE(signature_script().find("\nashore_signature() {"), std::string_view::npos);
}

}  // namespace
}  // namespace ashore
