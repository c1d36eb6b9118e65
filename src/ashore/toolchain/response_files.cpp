// SPDX-License-Identifier: Apache-2.0
#include "ashore/toolchain/response_files.h"

#include <utility>

#include "ashore/base/text.h"

namespace ashore {

namespace {

// A link of all of Chromium has 60,000 words and 6 MB of them; GCC stops after 2,000 files.
constexpr std::size_t most_words = std::size_t{1} << 20;
constexpr std::size_t most_bytes = std::size_t{64} << 20;
constexpr std::size_t most_files = 2000;
constexpr int deepest = 32;

constexpr std::string_view blanks = " \t\n\v\f\r";

// One word from the front of `text`, unquoted; moves `text` behind it.
std::string next_word(std::string_view& text) {
  std::string word;
  char quote = '\0';
  std::size_t at = 0;
  for (; at < text.size(); ++at) {
    char letter = text[at];
    if (letter == '\\') {
      if (at + 1 < text.size()) word += text[++at];
    } else if (quote != '\0') {
      if (letter == quote)
        quote = '\0';
      else
        word += letter;
    } else if (letter == '\'' || letter == '"') {
      quote = letter;
    } else if (blanks.find(letter) != std::string_view::npos) {
      break;
    } else {
      word += letter;
    }
  }
  text.remove_prefix(at);
  return word;
}

using ReadText = std::function<std::optional<std::string>(const std::filesystem::path&)>;

class Expansion {
 public:
  explicit Expansion(const ReadText& read_file) : read_file_(read_file) {}

  Expected<void> add(const std::vector<std::string>& words, int depth) {
    for (const std::string& word : words) {
      if (word.size() < 2 || word[0] != '@') {
        if (expanded.size() == most_words) return too_much("more words than any build writes");
        expanded.push_back(word);
        continue;
      }
      TRY(add_file(word, depth));
    }
    return {};
  }

  std::vector<std::string> expanded;

 private:
  Expected<void> add_file(const std::string& word, int depth) {
    if (depth == deepest || ++files_ > most_files)
      return too_much("`" + printable(word) + "` leads to itself or to too many others");
    std::optional<std::string> text = read_file_(word.substr(1));
    if (!text) {
      expanded.push_back(word);
      return {};
    }
    bytes_ += text->size();
    if (bytes_ > most_bytes) return too_much("more than 64 MB");
    return add(response_words(*text), depth + 1);
  }

  static Failure too_much(std::string_view why) {
    return failure(ErrorKind::usage, "response files do not end: " + std::string(why));
  }

  const ReadText& read_file_;
  std::size_t bytes_ = 0, files_ = 0;
};

}  // namespace

std::vector<std::string> response_words(std::string_view text) {
  std::vector<std::string> words;
  while (true) {
    std::size_t begin = text.find_first_not_of(blanks);
    if (begin == std::string_view::npos) return words;
    text.remove_prefix(begin);
    words.push_back(next_word(text));
  }
}

Expected<std::vector<std::string>> expand_response_files(const std::vector<std::string>& words,
                                                         const ReadText& read_file) {
  Expansion expansion(read_file);
  TRY(expansion.add(words, 0));
  return std::move(expansion.expanded);
}

}  // namespace ashore
