// SPDX-License-Identifier: Apache-2.0
#include "ashore/catalogue/spelling.h"

#include <algorithm>
#include <array>
#include <cstdint>

namespace ashore::catalogue {

namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

// What other scripts write is bytes above 0x7f: all of them count.
bool counts(char c) {
  return (c >= 'a' && c <= 'z') || is_digit(c) || c == '+' || static_cast<unsigned char>(c) >= 0x80;
}

// Whether the byte at that place counts, its neighbours considered: they decide about a dot.
bool counts_at(std::string_view text, std::size_t i) {
  if (text[i] != '.') return counts(lower(text[i]));
  return i > 0 && i + 1 < text.size() && is_digit(text[i - 1]) && is_digit(text[i + 1]);
}

}  // namespace

void append_compact(std::string& to, std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (counts_at(text, i)) to += lower(text[i]);
  }
}

std::string compact(std::string_view text) {
  std::string result;
  append_compact(result, text);
  return result;
}

Typed typed(std::string_view text) {
  Typed result;
  bool between = true;
  for (std::size_t i = 0; i < text.size(); ++i) {
    bool part = counts_at(text, i);
    if (part) {
      result.text += lower(text[i]);
      result.begins_word.push_back(between);
    }
    between = !part;
  }
  return result;
}

unsigned mistakes(std::string_view typed, std::string_view meant, unsigned most) {
  constexpr std::size_t longest = 40;
  typed = typed.substr(0, longest);
  meant = meant.substr(0, longest);
  std::size_t difference =
      typed.size() > meant.size() ? typed.size() - meant.size() : meant.size() - typed.size();
  if (difference > most) return most + 1;
  // Rows of the table of distances: two before, before, this.
  std::array<std::array<std::uint8_t, longest + 1>, 3> rows{};
  for (std::size_t j = 0; j <= meant.size(); ++j) rows[0][j] = static_cast<std::uint8_t>(j);
  for (std::size_t i = 1; i <= typed.size(); ++i) {
    auto& now = rows[i % 3];
    const auto& before = rows[(i + 2) % 3];
    const auto& two_before = rows[(i + 1) % 3];
    now[0] = static_cast<std::uint8_t>(i);
    std::uint8_t least = now[0];
    for (std::size_t j = 1; j <= meant.size(); ++j) {
      int cost = typed[i - 1] == meant[j - 1] ? 0 : 1;
      int value = std::min({before[j] + 1, now[j - 1] + 1, before[j - 1] + cost});
      if (i > 1 && j > 1 && typed[i - 1] == meant[j - 2] && typed[i - 2] == meant[j - 1])
        value = std::min(value, two_before[j - 2] + 1);
      now[j] = static_cast<std::uint8_t>(value);
      least = std::min(least, now[j]);
    }
    if (least > most) return most + 1;
  }
  return std::min<unsigned>(rows[typed.size() % 3][meant.size()], most + 1);
}

}  // namespace ashore::catalogue
