// SPDX-License-Identifier: Apache-2.0
#include "ashore/store/store.h"

#include <gtest/gtest.h>

#include <atomic>
#include <filesystem>
#include <optional>
#include <thread>
#include <vector>

#include "ashore/host/files.h"

namespace ashore::store {
namespace {

class StoreTest : public testing::Test {
 protected:
  host::TemporaryDirectory directory_ = *host::TemporaryDirectory::create(
      std::filesystem::temp_directory_path(), "ashore-store-test-");
  Store store_ = *Store::open(directory_.path() / "store");
  Key key_{"kind", "name", sha256("recipe")};

  static Expected<void> write_one(const std::filesystem::path& directory) {
    return host::write_file(directory / "file", "content");
  }
};

TEST_F(StoreTest, makes_an_entry_once_and_finds_it_afterwards) {
  int made = 0;
  auto make = [&](const std::filesystem::path& directory) {
    ++made;
    return write_one(directory);
  };
  EXPECT_FALSE(store_.find(key_));
  Expected<std::filesystem::path> first = store_.obtain(key_, make);
  Expected<std::filesystem::path> second = store_.obtain(key_, make);
  ASSERT_TRUE(first && second);
  EXPECT_EQ(*first, *second);
  EXPECT_EQ(made, 1);
  EXPECT_EQ(*host::read_file(*first / "file"), "content");
}

TEST_F(StoreTest, another_recipe_is_another_entry) {
  Key other = key_;
  other.recipe = sha256("another recipe");
  EXPECT_NE(*store_.obtain(key_, write_one), *store_.obtain(other, write_one));
}

TEST_F(StoreTest, a_failed_making_leaves_no_entry_and_no_leftovers) {
  Expected<std::filesystem::path> failed =
      store_.obtain(key_, [](const std::filesystem::path& directory) -> Expected<void> {
        TRY(write_one(directory));
        return failure(ErrorKind::toolchain, "no compiler");
      });
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().message(), "no compiler");
  EXPECT_FALSE(store_.find(key_));
  for (const auto& left : std::filesystem::directory_iterator(store_.root() / "making")) {
    EXPECT_EQ(left.path().extension(), ".lock");
  }
}

TEST_F(StoreTest, what_a_killed_process_left_is_cleared_by_the_next) {
  std::filesystem::path stale =
      store_.root() / "making" / ("kind-name-" + hex(key_.recipe).substr(0, 16) + ".partABCDEF");
  ASSERT_TRUE(host::make_directories(stale));
  ASSERT_TRUE(store_.obtain(key_, write_one));
  EXPECT_FALSE(std::filesystem::exists(stale));
}

TEST_F(StoreTest, several_at_once_make_it_once) {
  std::atomic<int> made = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&] {
      Expected<std::filesystem::path> entry =
          store_.obtain(key_, [&](const std::filesystem::path& directory) {
            ++made;
            return write_one(directory);
          });
      EXPECT_TRUE(entry);
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(made, 1);
}

TEST_F(StoreTest, use_is_noted_once_a_day) {
  std::filesystem::path entry = *store_.obtain(key_, write_one);
  auto now = std::filesystem::file_time_type::clock::now();
  auto hours_ago = [&](int hours) {
    std::filesystem::last_write_time(entry, now - std::chrono::hours(hours));
    EXPECT_TRUE(store_.find(key_));
    return std::filesystem::last_write_time(entry) > now - std::chrono::hours(1);
  };
  EXPECT_FALSE(hours_ago(23));
  Key old{"kind", "old", sha256("old")};
  std::filesystem::path made =
      *store_.obtain(old, [&](const std::filesystem::path& directory) -> Expected<void> {
        std::filesystem::last_write_time(directory, now - std::chrono::hours(999));
        return {};
      });
  EXPECT_GT(std::filesystem::last_write_time(made), now - std::chrono::hours(1));
  EXPECT_TRUE(hours_ago(25));
}

TEST_F(StoreTest, nobody_is_alone_while_another_works_with_the_store) {
  auto nothing = []() -> Expected<void> { return {}; };
  Store copy = store_;
  EXPECT_TRUE(*store_.alone(nothing)) << "a copy is the same user";
  {
    Store other = *Store::open(store_.root());
    EXPECT_FALSE(*store_.alone(nothing));
  }
  EXPECT_TRUE(*store_.alone(nothing));
}

TEST_F(StoreTest, a_root_that_cannot_be_made_is_named_with_a_way_out) {
  ASSERT_TRUE(host::write_file(directory_.path() / "file", ""));
  Expected<Store> opened = Store::open(directory_.path() / "file" / "store");
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().kind(), ErrorKind::host);
  EXPECT_EQ(opened.error().hints().size(), 1U);
}

}  // namespace
}  // namespace ashore::store
