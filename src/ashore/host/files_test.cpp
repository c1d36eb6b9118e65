// SPDX-License-Identifier: Apache-2.0
#include "ashore/host/files.h"

#include <gtest/gtest.h>

#include <atomic>
#include <filesystem>
#include <optional>
#include <thread>

namespace ashore::host {
namespace {

class Files : public testing::Test {
 protected:
  TemporaryDirectory directory_ =
      *TemporaryDirectory::create(std::filesystem::temp_directory_path(), "ashore-files-test-");
};

TEST_F(Files, what_is_written_is_read_back_with_its_mode) {
  std::filesystem::path path = directory_.path() / "file";
  ASSERT_TRUE(write_file(path, std::string_view("a\0b", 3), 0600));
  Expected<std::string> content = read_file(path);
  ASSERT_TRUE(content);
  EXPECT_EQ(*content, std::string_view("a\0b", 3));
  EXPECT_EQ(std::filesystem::status(path).permissions(),
            std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
}

TEST_F(Files, a_failed_write_leaves_nothing_behind) {
  Expected<void> written = write_file(directory_.path() / "missing" / "file", "x");
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().kind(), ErrorKind::host);
  EXPECT_TRUE(std::filesystem::is_empty(directory_.path()));
}

TEST_F(Files, a_file_over_the_limit_is_refused) {
  std::filesystem::path path = directory_.path() / "file";
  ASSERT_TRUE(write_file(path, "12345"));
  EXPECT_TRUE(read_file(path, 5));
  Expected<std::string> content = read_file(path, 4);
  ASSERT_FALSE(content);
  EXPECT_EQ(content.error().kind(), ErrorKind::bad_input);
}

TEST_F(Files, a_temporary_directory_disappears_even_with_read_only_parts_in_it) {
  std::filesystem::path kept;
  {
    Expected<TemporaryDirectory> inner = TemporaryDirectory::create(directory_.path(), "inner-");
    ASSERT_TRUE(inner);
    kept = inner->path();
    ASSERT_TRUE(make_directories(kept / "locked"));
    ASSERT_TRUE(write_file(kept / "locked" / "file", "x"));
    std::filesystem::permissions(kept / "locked", std::filesystem::perms::owner_read);
  }
  EXPECT_FALSE(std::filesystem::exists(kept));
}

TEST_F(Files, the_second_owner_of_a_lock_waits_for_the_first) {
  std::filesystem::path path = directory_.path() / "lock";
  std::optional<FileLock> first = *FileLock::acquire(path);
  std::atomic<bool> waited = false;
  std::atomic<bool> acquired = false;
  std::thread second([&] {
    Expected<FileLock> lock = FileLock::acquire(path, [&] {
      waited = true;
      waited.notify_all();
    });
    acquired = lock.has_value();
  });
  waited.wait(false);
  EXPECT_FALSE(acquired);
  first.reset();
  second.join();
  EXPECT_TRUE(acquired);
}

}  // namespace
}  // namespace ashore::host
