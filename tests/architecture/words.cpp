// SPDX-License-Identifier: Apache-2.0
#include "words.h"

#include <algorithm>
#include <cctype>

#include "ashore/base/text.h"

namespace ashore::architecture {

namespace {

bool in_name(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }

std::size_t line_at(std::string_view text, std::size_t position) {
  return 1 + static_cast<std::size_t>(std::ranges::count(text.substr(0, position), '\n'));
}

// Where the literal or comment that starts at `at` ends; `at` itself if none starts there.
std::size_t end_of_not_code(std::string_view text, std::size_t at) {
  std::string_view rest = text.substr(at);
  auto after = [&](std::string_view end, std::size_t from) {
    std::size_t found = text.find(end, from);
    return found == std::string_view::npos ? text.size() : found + end.size();
  };
  if (rest.starts_with("//")) return std::min(text.find('\n', at), text.size());
  if (rest.starts_with("/*")) return after("*/", at + 2);
  if (rest.starts_with("R\"") && (at == 0 || !in_name(text[at - 1]))) {
    std::size_t open = std::min(text.find('(', at), text.size() - 1);
    return after(")" + std::string(text.substr(at + 2, open - at - 2)) + "\"", open);
  }
  // 1'000'000 is a number, not a character.
  bool quote = text[at] == '"' || (text[at] == '\'' && (at == 0 || !in_name(text[at - 1])));
  if (!quote) return at;
  for (std::size_t i = at + 1; i < text.size(); ++i) {
    if (text[i] == '\\')
      ++i;
    else if (text[i] == text[at] || text[i] == '\n')
      return i + 1;
  }
  return text.size();
}

}  // namespace

std::vector<Include> includes_of(std::string_view source) {
  std::vector<Include> found;
  std::size_t number = 0;
  for (std::string_view line : lines(source)) {
    ++number;
    std::string_view text = trimmed(line);
    if (!text.starts_with('#')) continue;
    text = trimmed(text.substr(1));
    if (!text.starts_with("include")) continue;
    text = trimmed(text.substr(std::string_view("include").size()));
    if (text.empty()) continue;
    std::size_t end = text.find(text[0] == '<' ? '>' : '"', 1);
    if (end == std::string_view::npos) continue;
    found.push_back({std::string(text.substr(1, end - 1)), text[0] == '<', number});
  }
  return found;
}

std::string code_of(std::string_view source) {
  std::string code(source);
  for (std::size_t at = 0; at < source.size();) {
    std::size_t end = end_of_not_code(source, at);
    for (std::size_t i = at; i < end; ++i) {
      if (code[i] != '\n') code[i] = ' ';
    }
    at = std::max(end, at + 1);
  }
  return code;
}

std::size_t line_of(std::string_view code, std::string_view words) {
  for (std::size_t at = code.find(words); at != std::string_view::npos;
       at = code.find(words, at + 1)) {
    std::size_t end = at + words.size();
    bool starts = at == 0 || !(in_name(code[at - 1]) || code[at - 1] == '.' ||
                               (code[at - 1] == '>' && at > 1 && code[at - 2] == '-'));
    bool ends = words.ends_with('(') || end == code.size() || !in_name(code[end]);
    if (starts && ends) return line_at(code, at);
  }
  return 0;
}

}  // namespace ashore::architecture
