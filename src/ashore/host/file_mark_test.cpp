// SPDX-License-Identifier: Apache-2.0
#include "ashore/host/file_mark.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <unistd.h>

#include <fstream>

#include "ashore/host/files.h"

namespace ashore::host {
namespace {

class FileMarkTest : public testing::Test {
 protected:
  void write(const std::string& text) { std::ofstream(path()) << text; }
  std::filesystem::path path() const { return directory_->path() / "file"; }
  std::string mark() const { return mark_of(path())->text; }

  Expected<TemporaryDirectory> directory_ =
      TemporaryDirectory::create(std::filesystem::temp_directory_path(), "ashore-mark-");
};

TEST_F(FileMarkTest, StaysWhileNothingChanges) {
  write("one");
  EXPECT_EQ(mark(), mark());
}

TEST_F(FileMarkTest, ChangesWithAnotherFileOfThatName) {
  write("one");
  std::string before = mark();
  ASSERT_TRUE(write_file(path(), "two", 0644));
  EXPECT_NE(mark(), before);
}

TEST_F(FileMarkTest, ChangesWithTheContentThoughItsTimeIsSetBack) {
  write("one");
  struct stat status = {};
  ASSERT_EQ(::stat(path().c_str(), &status), 0);
  std::string before = mark();
  // Longer than a tick of the coarsest clock of Linux's file systems.
  ::usleep(20'000);
  write("two");
  std::filesystem::last_write_time(path(), std::filesystem::last_write_time(path()));
  EXPECT_NE(mark(), before);
}

TEST_F(FileMarkTest, IsNotToBeTrustedAtOnce) {
  write("one");
  EXPECT_FALSE(mark_of(path())->is_at_rest);
}

TEST_F(FileMarkTest, IsAnErrorForWhatIsNoFile) {
  EXPECT_FALSE(mark_of(path()));
  EXPECT_FALSE(mark_of(directory_->path()));
}

}  // namespace
}  // namespace ashore::host
