// SPDX-License-Identifier: Apache-2.0
#include "ashore/store/record.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "ashore/host/files.h"

namespace ashore::store {
namespace {

Record sample() {
  Record record{{"kind", "name 1", sha256("recipe")},
                std::chrono::sys_seconds(std::chrono::seconds(1'700'000'000)),
                {}};
  record.files = {{"a b%\n", FileSort::plain, 3, sha256("abc"), ""},
                  {"bin/tool", FileSort::executable, 4, sha256("tool"), ""},
                  {"empty", FileSort::directory, 0, {}, ""},
                  {"key", FileSort::secret, 0, sha256(""), ""},
                  {"link", FileSort::link, 0, {}, "/a b/c"},
                  {"\xc3\xa4", FileSort::plain, 1, sha256("x"), ""}};
  return record;
}

TEST(Record, says_the_same_after_it_was_written_and_read) {
  Record record = sample();
  Expected<Record> read = read_record(written(record));
  ASSERT_TRUE(read) << read.error().message();
  EXPECT_EQ(read->key.kind, record.key.kind);
  EXPECT_EQ(read->key.name, record.key.name);
  EXPECT_EQ(read->key.recipe, record.key.recipe);
  EXPECT_EQ(read->made, record.made);
  EXPECT_EQ(read->files, record.files);
}

TEST(Record, one_that_leads_elsewhere_or_makes_no_sense_is_refused) {
  std::string head = "ashore store record 1\nkind name " + hex(sha256("r")) + " 1\n";
  ASSERT_TRUE(read_record(head));
  std::string digest = hex(sha256("x"));
  for (const std::string& line :
       {"f ../evil 1 " + digest, "f /evil 1 " + digest, "f a//b 1 " + digest, "f a/./b 1 " + digest,
        "f %2e%2e/evil 1 " + digest, "f a%00 1 " + digest, "f a -1 " + digest,
        std::string("f a 1 abc"), std::string("l a"), std::string("l a "), "q a 1 " + digest,
        std::string("f"), std::string("f a%2"), std::string("d"), std::string("")})
    EXPECT_FALSE(read_record(head + line + "\n")) << line;
  EXPECT_FALSE(read_record(head + "d b\nd a\n")) << "not in order";
  EXPECT_FALSE(read_record(head + "d a\nd a\n")) << "twice";
  for (const char* name : {"..", ".x", "a/b", ""})
    EXPECT_FALSE(read_record("ashore store record 1\nkind " + std::string(name) + " " +
                             hex(sha256("r")) + " 1\n"))
        << name;
  EXPECT_FALSE(read_record(""));
  EXPECT_FALSE(read_record("ashore store record 2\n"));
}

TEST(Record, of_a_directory_lists_files_links_and_what_is_empty) {
  host::TemporaryDirectory directory = *host::TemporaryDirectory::create(
      std::filesystem::temp_directory_path(), "ashore-record-test-");
  const std::filesystem::path& at = directory.path();
  ASSERT_TRUE(host::make_directories(at / "d/empty"));
  ASSERT_TRUE(host::write_file(at / "d/tool", "tool", 0755));
  ASSERT_TRUE(host::write_file(at / "plain", "abc"));
  ASSERT_TRUE(host::write_file(at / "key", "", 0600));
  std::filesystem::create_symlink("nowhere", at / "link");
  std::uint64_t read = 0;
  Expected<std::vector<RecordedFile>> files =
      files_below(at, [&](std::uint64_t bytes) { read += bytes; });
  ASSERT_TRUE(files);
  std::vector<RecordedFile> wanted = {{"d/empty", FileSort::directory, 0, {}, ""},
                                      {"d/tool", FileSort::executable, 4, sha256("tool"), ""},
                                      {"key", FileSort::secret, 0, sha256(""), ""},
                                      {"link", FileSort::link, 0, {}, "nowhere"},
                                      {"plain", FileSort::plain, 3, sha256("abc"), ""}};
  EXPECT_EQ(*files, wanted);
  EXPECT_EQ(read, 7u);
}

}  // namespace
}  // namespace ashore::store
