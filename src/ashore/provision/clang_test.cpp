// SPDX-License-Identifier: Apache-2.0
#include "ashore/provision/clang.h"

#include <gtest/gtest.h>

namespace ashore::provision {
namespace {

TEST(VersionInABanner, IsWhatFollowsTheWords) {
  EXPECT_EQ(version_in("Debian clang version 19.1.7 (3~deb12u1)"), "19.1.7");
  EXPECT_EQ(version_in("Apple clang version 15.0.0 (clang-1500.3.9.4)"), "15.0.0");
  EXPECT_EQ(version_in("clang version 14.0.6"), "14.0.6");
}

TEST(VersionInABanner, IsNotThereInWhatIsNoClang) {
  EXPECT_EQ(version_in("gcc (Debian 12.2.0-14) 12.2.0"), "");
  EXPECT_EQ(version_in("clang version"), "");
}

}  // namespace
}  // namespace ashore::provision
