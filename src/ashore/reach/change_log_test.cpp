// SPDX-License-Identifier: Apache-2.0
#include "ashore/reach/change_log.h"

#include <gtest/gtest.h>

namespace ashore::reach {
namespace {

const std::vector<elf::CodeRange> code{{0x1000, 0, 0x3000, false}, {0x10000, 0x3000, 0x800, false}};

bool has_changed(const ChangeLog& log, const Extent& extent) {
  return log.has_changed(log.blocks_of(extent), log.now());
}

TEST(ChangeLog, tells_a_change_from_what_was_there_before) {
  ChangeLog log(code);
  log.change(0x1004, 0x1008);
  log.next();
  EXPECT_FALSE(has_changed(log, {0x1000, 0x1010}));
  log.change(0x1004, 0x1008);
  EXPECT_TRUE(has_changed(log, {0x1000, 0x1010}));
}

TEST(ChangeLog, keeps_apart_what_lies_far_from_each_other) {
  ChangeLog log(code);
  log.change(0x10100, 0x10100);
  EXPECT_FALSE(has_changed(log, {0x1000, 0x3fff}));
  EXPECT_FALSE(has_changed(log, {0x10400, 0x107ff}));
  EXPECT_TRUE(has_changed(log, {0x1000, 0x10100}));
  EXPECT_TRUE(has_changed(log, {0x10100, 0x10700}));
}

TEST(ChangeLog, sees_changes_inside_of_long_extents) {
  ChangeLog log(code);
  for (std::uint64_t at = 0x1000; at < 0x4000; at += 0x100) {
    log.next();
    log.change(at, at);
    EXPECT_TRUE(has_changed(log, {0x1000, 0x3fff})) << std::hex << at;
    EXPECT_FALSE(has_changed(log, {0x10000, 0x10700})) << std::hex << at;
  }
}

TEST(ChangeLog, takes_places_outside_of_code_for_the_nearest_one) {
  ChangeLog log(code);
  log.change(0, 0xffffffff);
  EXPECT_TRUE(has_changed(log, {0x8000, 0x8000}));
  EXPECT_TRUE(has_changed(log, {0, 0}));
  EXPECT_TRUE(has_changed(log, {0x10700, ~std::uint64_t{0}}));
}

}  // namespace
}  // namespace ashore::reach
