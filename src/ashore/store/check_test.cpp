// SPDX-License-Identifier: Apache-2.0
#include "ashore/store/check.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ashore/store/leftovers.h"
#include "ashore/store/test_store.h"

namespace ashore::store {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;

class CheckTest : public TestStore {
 protected:
  Finding finding() const { return *check(store_, item("name")); }
  fs::path entry_ = make("kind", "name");
};

TEST_F(CheckTest, an_entry_that_nobody_touched_is_whole) {
  EXPECT_EQ(finding().integrity, Integrity::whole);
}

TEST_F(CheckTest, every_kind_of_damage_is_named) {
  ASSERT_TRUE(host::write_file(entry_ / "file", "CONTENT"));
  EXPECT_THAT(finding().differences, ElementsAre("file: has other content"));
  ASSERT_TRUE(host::write_file(entry_ / "file", "short"));
  EXPECT_THAT(finding().differences, ElementsAre("file: has 5 bytes instead of 7"));
  ASSERT_TRUE(host::write_file(entry_ / "more", ""));
  fs::remove(entry_ / "file");
  EXPECT_THAT(finding().differences,
              ElementsAre("file: is gone", "more: was not in it when it was made"));
  EXPECT_EQ(finding().integrity, Integrity::damaged);
}

TEST_F(CheckTest, without_a_record_nothing_is_known) {
  fs::remove_all(store_.root() / "state/records");
  EXPECT_EQ(finding().integrity, Integrity::not_recorded);
}

TEST_F(CheckTest, a_damaged_record_is_damage) {
  ASSERT_TRUE(host::write_file(store_.record_of("kind", entry_.filename().string()), "?"));
  EXPECT_EQ(finding().integrity, Integrity::damaged);
}

TEST_F(CheckTest, what_was_taken_out_is_made_anew) {
  ASSERT_TRUE(host::write_file(entry_ / "file", "damage"));
  {
    Expected<std::optional<Trash>> taken = take_out_entry(store_, item("name"));
    ASSERT_TRUE(taken && *taken);
    EXPECT_FALSE(fs::exists(entry_));
    EXPECT_TRUE(leftovers(store_).empty()) << "trash that somebody is emptying";
  }
  EXPECT_TRUE(leftovers(store_).empty());
  EXPECT_EQ(make("kind", "name"), entry_);
  EXPECT_EQ(finding().integrity, Integrity::whole);
}

TEST_F(CheckTest, an_entry_that_somebody_is_at_is_not_taken_out) {
  host::FileLock lock =
      *host::FileLock::acquire(store_.lock_of("kind", entry_.filename().string()));
  Expected<std::optional<Trash>> taken = take_out_entry(store_, item("name"));
  ASSERT_TRUE(taken);
  EXPECT_FALSE(*taken);
  EXPECT_TRUE(fs::exists(entry_));
}

TEST_F(CheckTest, leftovers_are_what_the_dead_left) {
  fs::path half = store_.root() / "making/kind-other-0123456789abcdef.partABCDEF";
  fs::path record = store_.record_of("kind", "gone-0123456789abcdef");
  fs::path download = store_.root() / "state/packages/armel/download-ABCDEF";
  for (const fs::path& path : {half, record, download}) ASSERT_TRUE(host::make_directories(path));
  EXPECT_THAT(leftovers(store_), testing::UnorderedElementsAre(half, record, download));
  host::FileLock making =
      *host::FileLock::acquire(store_.lock_of("kind", "other-0123456789abcdef"));
  host::FileLock fetching = *host::FileLock::acquire(download.parent_path() / "lock");
  EXPECT_THAT(leftovers(store_), ElementsAre(record)) << "somebody is at the others";
}

}  // namespace
}  // namespace ashore::store
