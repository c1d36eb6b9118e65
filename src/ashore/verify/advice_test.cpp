// SPDX-License-Identifier: Apache-2.0
#include "ashore/verify/advice.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ashore/verify/sample_device.h"

namespace ashore::verify {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(Advice, names_the_target_where_the_facts_leave_only_one) {
  EXPECT_THAT(build_that_suits(r7000()), HasSubstr("armv7-unknown-linux-musleabi,"));
  EXPECT_THAT(build_that_suits(arm64()), HasSubstr("aarch64-unknown-linux-musl"));
  DeviceFacts old = r7000();
  old.baseline->value = "armv5te";
  EXPECT_THAT(build_that_suits(old), HasSubstr("armv5te-unknown-linux-musleabi"));
}

TEST(Advice, names_none_where_a_fact_is_missing_or_more_than_one_would_do) {
  DeviceFacts unknown = r7000();
  unknown.features.reset();
  EXPECT_THAT(build_that_suits(unknown), Not(HasSubstr("unknown-linux")));
  EXPECT_THAT(build_that_suits(arm_with_vfp()), Not(HasSubstr("unknown-linux")));
}

}  // namespace
}  // namespace ashore::verify
