// SPDX-License-Identifier: Apache-2.0
#include "ashore/host/archive.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <string>

#include "ashore/host/files.h"

namespace ashore::host {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

class ArchiveTest : public testing::Test {
 protected:
  TemporaryDirectory directory_ =
      *TemporaryDirectory::create(fs::temp_directory_path(), "ashore-archive-test-");
  fs::path out_ = directory_.path() / "out";
  Unpacking all_;

  void SetUp() override { ASSERT_TRUE(make_directories(out_)); }

  using Fill = std::function<Expected<void>(ArchiveWriter&)>;
  fs::path written(const std::string& name, const Fill& fill) {
    fs::path path = directory_.path() / name;
    Expected<ArchiveWriter> writer = ArchiveWriter::create(path);
    EXPECT_TRUE(writer && fill(*writer) && writer->finish());
    return path;
  }
  std::string error_of(const Fill& fill) {
    Expected<Unpacked> unpacked = unpack(written("hostile.tar", fill), out_, all_);
    return unpacked ? "" : unpacked.error().message();
  }
};

TEST_F(ArchiveTest, what_is_written_with_and_without_compression_is_read_again) {
  std::string long_name(120, 'n');
  std::string long_target = std::string(150, 't');
  ASSERT_TRUE(write_file(directory_.path() / "tool", std::string(200'000, 'x'), 0755));
  for (const char* name : {"a.tar", "a.tar.zst"}) {
    fs::path archive = written(name, [&](ArchiveWriter& writer) -> Expected<void> {
      TRY(writer.add_directory("empty"));
      TRY(writer.add_text("d/" + long_name, "one"));
      TRY(writer.add_text("d/\xc3\xa4", "two"));
      TRY(writer.add_file("bin/tool", directory_.path() / "tool"));
      TRY(writer.add_link("bin/same", "tool"));
      return writer.add_link("long", long_target);
    });
    fs::path out = directory_.path() / (std::string(name) + ".d");
    ASSERT_TRUE(make_directories(out));
    Expected<Unpacked> unpacked = unpack(archive, out, all_);
    ASSERT_TRUE(unpacked) << unpacked.error().message();
    EXPECT_EQ(unpacked->files, 3u);
    EXPECT_EQ(unpacked->links, 2u);
    EXPECT_EQ(unpacked->bytes, 200'006u);
    EXPECT_TRUE(fs::is_directory(out / "empty"));
    EXPECT_EQ(*read_file(out / "d" / long_name), "one");
    EXPECT_EQ(*read_file(out / "d/\xc3\xa4"), "two");
    EXPECT_EQ(*read_file(out / "bin/same"), std::string(200'000, 'x'));
    EXPECT_EQ(fs::read_symlink(out / "long"), long_target);
    EXPECT_NE(fs::status(out / "bin/tool").permissions() & fs::perms::owner_exec, fs::perms::none);
  }
}

TEST_F(ArchiveTest, an_archive_that_is_not_finished_does_not_appear) {
  fs::path path = directory_.path() / "half.tar.zst";
  {
    Expected<ArchiveWriter> writer = ArchiveWriter::create(path);
    ASSERT_TRUE(writer && writer->add_text("a", "b"));
  }
  for (const auto& left : fs::directory_iterator(directory_.path())) EXPECT_EQ(left.path(), out_);
}

TEST_F(ArchiveTest, only_what_has_a_place_is_unpacked_and_reading_ends_when_it_is_enough) {
  fs::path archive = written("a.tar", [](ArchiveWriter& writer) -> Expected<void> {
    TRY(writer.add_text("top/a/one", "1"));
    TRY(writer.add_text("top/b/two", "2"));
    return writer.add_text("top/c/three", "3");
  });
  Unpacking how;
  how.place = [](std::string_view member) -> std::optional<std::string> {
    if (member.starts_with("top/b/")) return std::nullopt;
    return std::string(member.substr(4));
  };
  how.enough = [](std::string_view member) { return member.starts_with("top/c/"); };
  ASSERT_TRUE(unpack(archive, out_, how));
  EXPECT_TRUE(fs::exists(out_ / "a/one"));
  EXPECT_FALSE(fs::exists(out_ / "b"));
  EXPECT_FALSE(fs::exists(out_ / "c"));
}

TEST_F(ArchiveTest, members_outside_are_refused) {
  auto of = [this](const std::string& name) {
    return error_of([&](ArchiveWriter& writer) { return writer.add_text(name, "x"); });
  };
  EXPECT_THAT(of("../evil"), HasSubstr("outside: `../evil`"));
  EXPECT_THAT(of("a/../../evil"), HasSubstr("outside"));
  EXPECT_THAT(of("/etc/evil"), HasSubstr("outside"));
  EXPECT_FALSE(fs::exists(directory_.path() / "evil"));
}

TEST_F(ArchiveTest, links_that_lead_out_are_refused_unless_they_may) {
  auto of = [this](const std::string& name, const std::string& target) {
    return error_of([&](ArchiveWriter& writer) { return writer.add_link(name, target); });
  };
  EXPECT_THAT(of("a", "/etc/passwd"), HasSubstr("leads outside"));
  EXPECT_THAT(of("a/b", "../../x"), HasSubstr("leads outside"));
  EXPECT_THAT(of("a/b", "c/../../../x"), HasSubstr("leads outside"));
  EXPECT_THAT(of("a/b", "through-a-link/../x"), HasSubstr("leads outside"));
  EXPECT_EQ(of("a/b", "../x"), "");
  all_.links = Links::as_they_are;
  EXPECT_EQ(of("free", "/etc/passwd"), "");
}

TEST_F(ArchiveTest, nothing_is_unpacked_through_a_link) {
  all_.links = Links::as_they_are;
  fs::path elsewhere = directory_.path() / "elsewhere";
  ASSERT_TRUE(make_directories(elsewhere));
  EXPECT_NE(error_of([&](ArchiveWriter& writer) -> Expected<void> {
              TRY(writer.add_link("d", elsewhere.string()));
              return writer.add_text("d/file", "x");
            }),
            "");
  EXPECT_THAT(error_of([&](ArchiveWriter& writer) -> Expected<void> {
                TRY(writer.add_link("e", elsewhere.string()));
                return writer.add_link("e/link", "x");
              }),
              HasSubstr("below a link"));
  EXPECT_TRUE(fs::is_empty(elsewhere));
}

TEST_F(ArchiveTest, a_file_twice_is_refused) {
  EXPECT_THAT(error_of([](ArchiveWriter& writer) -> Expected<void> {
                TRY(writer.add_text("a", "1"));
                return writer.add_text("a", "2");
              }),
              HasSubstr("twice"));
}

TEST_F(ArchiveTest, bounds_of_bytes_and_members_hold) {
  auto fill = [](ArchiveWriter& writer) -> Expected<void> {
    TRY(writer.add_text("a", std::string(1000, 'a')));
    return writer.add_text("b", std::string(1000, 'b'));
  };
  all_.most_bytes = 1999;
  EXPECT_THAT(error_of(fill), HasSubstr("more than 2.0 KB"));
  fs::remove_all(out_);
  all_.most_bytes = 2000;
  EXPECT_EQ(error_of(fill), "");
  fs::remove_all(out_);
  all_.most_members = 1;
  EXPECT_THAT(error_of(fill), HasSubstr("more than 1 files"));
}

TEST_F(ArchiveTest, a_bomb_is_not_read_to_its_end) {
  fs::path bomb = written("bomb.tar.zst", [](ArchiveWriter& writer) {
    return writer.add_text("zeros", std::string(std::size_t{8} << 20, '\0'));
  });
  EXPECT_LT(fs::file_size(bomb), 10'000u);
  Unpacking how;
  how.place = [](std::string_view) { return std::nullopt; };
  how.most_read = 1 << 20;
  Expected<Unpacked> unpacked = unpack(bomb, out_, how);
  ASSERT_FALSE(unpacked);
  EXPECT_THAT(unpacked.error().message(), HasSubstr("holds more than"));
}

TEST_F(ArchiveTest, damaged_bytes_and_other_files_are_errors_of_the_input) {
  fs::path archive = written("a.tar.zst", [](ArchiveWriter& writer) {
    return writer.add_text("a", std::string(100'000, 'a'));
  });
  std::string bytes = *read_file(archive);
  ASSERT_TRUE(write_file(archive, bytes.substr(0, bytes.size() / 2)));
  Expected<Unpacked> cut = unpack(archive, out_, all_);
  ASSERT_FALSE(cut);
  EXPECT_EQ(cut.error().kind(), ErrorKind::bad_input);
  ASSERT_TRUE(write_file(archive, "no archive at all, but long enough to look at"));
  Expected<Unpacked> other = unpack(archive, out_, all_);
  ASSERT_FALSE(other);
  EXPECT_EQ(other.error().kind(), ErrorKind::bad_input);
  EXPECT_FALSE(unpack(directory_.path() / "absent", out_, all_));
}

}  // namespace
}  // namespace ashore::host
