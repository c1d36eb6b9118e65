// SPDX-License-Identifier: Apache-2.0
#include "ashore/remote/quote.h"

#include <algorithm>

namespace ashore::remote {

namespace {

bool means_only_itself(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '/' ||
         c == '.' || c == '_' || c == '-';
}

}  // namespace

std::string quoted(std::string_view word) {
  if (!word.empty() && std::ranges::all_of(word, means_only_itself)) return std::string(word);
  std::string text = "'";
  for (char c : word) {
    // Nothing is special between single quotes but the quote itself.
    if (c == '\'') {
      text += "'\\''";
    } else {
      text += c;
    }
  }
  return text + "'";
}

std::string quoted(std::span<const std::string> words) {
  std::string text;
  for (const std::string& word : words) {
    if (!text.empty()) text += ' ';
    text += quoted(word);
  }
  return text;
}

}  // namespace ashore::remote
