// SPDX-License-Identifier: Apache-2.0
#include "ashore/toolchain/response_files.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

namespace ashore {
namespace {

using testing::ElementsAre;
using Files = std::map<std::string, std::string>;

Expected<std::vector<std::string>> expand(const std::vector<std::string>& words,
                                          const Files& files) {
  return expand_response_files(
      words, [&](const std::filesystem::path& path) -> std::optional<std::string> {
        auto file = files.find(path.string());
        return file == files.end() ? std::nullopt : std::optional(file->second);
      });
}

TEST(ResponseFiles, words_are_quoted_as_gcc_does) {
  struct Row {
    const char* text;
    std::vector<std::string> words;
  };
  for (const Row& row : std::vector<Row>{
           {"", {}},
           {" \t\r\n\v\f ", {}},
           {"a b\nc\r\nd", {"a", "b", "c", "d"}},
           {"'a b' \"c d\"", {"a b", "c d"}},
           {"-DX=\\\"y\\\"", {"-DX=\"y\""}},
           {"a\\ b", {"a b"}},
           {"'a\\'b'", {"a'b"}},
           {"\"a'b\" 'c\"d'", {"a'b", "c\"d"}},
           {"a'b'\"c\"d", {"abcd"}},
           {"'' \"\"", {"", ""}},
           {"'open end", {"open end"}},
           {"last\\", {"last"}},
           {"C:\\\\dir", {"C:\\dir"}},
       })
    EXPECT_EQ(response_words(row.text), row.words) << row.text;
}

TEST(ResponseFiles, files_within_files_are_read_in_their_place) {
  Expected<std::vector<std::string>> words =
      expand({"-c", "@a", "z"}, {{"a", "1 @dir/b 3"}, {"dir/b", "'2 2'"}});
  ASSERT_TRUE(words);
  EXPECT_THAT(*words, ElementsAre("-c", "1", "2 2", "3", "z"));
}

TEST(ResponseFiles, a_word_without_its_file_stays_a_word) {
  Expected<std::vector<std::string>> words = expand({"@none", "@", "a@b"}, {});
  ASSERT_TRUE(words);
  EXPECT_THAT(*words, ElementsAre("@none", "@", "a@b"));
}

TEST(ResponseFiles, one_that_includes_itself_is_an_error_and_no_endless_work) {
  for (const Files& files :
       {Files{{"a", "@a"}}, Files{{"a", "@a @a"}}, Files{{"a", "@b @b"}, {"b", "@a @a"}}}) {
    Expected<std::vector<std::string>> words = expand({"@a"}, files);
    ASSERT_FALSE(words);
    EXPECT_EQ(words.error().kind(), ErrorKind::usage);
  }
}

TEST(ResponseFiles, one_that_is_named_again_and_again_stops_before_memory_does) {
  std::string many_words, many_names;
  for (int i = 0; i < 5000; ++i) many_words += "x ";
  for (int i = 0; i < 1000; ++i) many_names += "@b ";
  EXPECT_FALSE(expand({"@a"}, {{"a", many_names}, {"b", many_words}}));
}

}  // namespace
}  // namespace ashore
