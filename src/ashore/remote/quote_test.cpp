// SPDX-License-Identifier: Apache-2.0
#include "ashore/remote/quote.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

#include "ashore/host/process.h"

namespace ashore::remote {
namespace {

const std::vector<std::vector<std::string>> shells = {
    {"sh"}, {"dash"}, {"bash"}, {"busybox", "sh"}};

// What a shell reads back of a word.
std::optional<std::string> read_back(const std::vector<std::string>& shell,
                                     const std::vector<std::string>& words) {
  host::Command command;
  command.argv = shell;
  command.argv.insert(command.argv.end(), {"-c", "printf '%s\\n#' " + quoted(words)});
  Expected<host::ProcessOutput> output = host::system_process_runner()->run(command);
  if (!output) return std::nullopt;
  return output->out;
}

std::string expected_of(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += word + "\n#";
  return text;
}

TEST(Quote, plain_words_stay_readable) {
  EXPECT_EQ(quoted("hello"), "hello");
  EXPECT_EQ(quoted("/jffs/ashore/hello-1.0_x"), "/jffs/ashore/hello-1.0_x");
  EXPECT_EQ(quoted(""), "''");
  EXPECT_EQ(quoted("a b"), "'a b'");
  EXPECT_EQ(quoted("it's"), "'it'\\''s'");
  EXPECT_EQ(quoted("~"), "'~'");
  EXPECT_EQ(quoted("A=b"), "'A=b'");
}

TEST(Quote, every_byte_but_nul_comes_back_from_every_shell) {
  std::vector<std::string> words;
  for (int byte = 1; byte < 256; ++byte) {
    words.emplace_back(1, static_cast<char>(byte));
    words.push_back("x" + std::string(2, static_cast<char>(byte)) + " y");
  }
  for (const std::vector<std::string>& shell : shells) {
    std::optional<std::string> out = read_back(shell, words);
    if (!out) continue;  // that shell is not here
    EXPECT_EQ(*out, expected_of(words)) << shell.front();
  }
}

TEST(Quote, random_words_come_back_from_every_shell) {
  std::mt19937 random(20240607);
  std::vector<std::string> words;
  for (int i = 0; i < 400; ++i) {
    std::string word(random() % 40, ' ');
    for (char& c : word) c = static_cast<char>(random() % 255 + 1);
    words.push_back(word);
  }
  words.push_back("$(reboot); `reboot` \"${x}\" \\ \n & | * ? [a] {b,c} ~ ! # '\\''");
  for (const std::vector<std::string>& shell : shells) {
    std::optional<std::string> out = read_back(shell, words);
    if (!out) continue;
    EXPECT_EQ(*out, expected_of(words)) << shell.front();
  }
}

}  // namespace
}  // namespace ashore::remote
