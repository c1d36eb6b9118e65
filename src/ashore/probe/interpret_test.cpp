// SPDX-License-Identifier: Apache-2.0
#include "ashore/probe/interpret.h"

#include <gtest/gtest.h>

namespace ashore::probe {
namespace {

TEST(Interpret, text_that_is_no_transcript_is_an_error_of_the_device) {
  Expected<DeviceFacts> facts = interpret("hello", {});
  ASSERT_FALSE(facts);
  EXPECT_EQ(facts.error().kind(), ErrorKind::device);
}

}  // namespace
}  // namespace ashore::probe
