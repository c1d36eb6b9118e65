// SPDX-License-Identifier: Apache-2.0
#include "ashore/catalogue/spelling.h"

#include <algorithm>
#include <array>
#include <cstdint>

namespace ashore::catalogue {

namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// What becomes of each byte; 0: it does not count. What other scripts write is bytes above 0x7f:
// all of them count.
constexpr std::array<char, 256> spellings = [] {
  std::array<char, 256> table{};
  for (unsigned i = 0; i < 26; ++i) {
    table['a' + i] = static_cast<char>('a' + i);
    table['A' + i] = static_cast<char>('a' + i);
  }
  for (unsigned i = 0; i < 10; ++i) table['0' + i] = static_cast<char>('0' + i);
  table['+'] = '+';
  for (std::size_t c = 0x80; c < table.size(); ++c) table[c] = static_cast<char>(c);
  return table;
}();

// That of the byte at that place, its neighbours considered: they decide about a dot.
char spelling_at(std::string_view text, std::size_t i) {
  if (text[i] != '.') return spellings[static_cast<unsigned char>(text[i])];
  bool of_number = i > 0 && i + 1 < text.size() && is_digit(text[i - 1]) && is_digit(text[i + 1]);
  return of_number ? '.' : '\0';
}

// What nobody mistypes without naming another model.
bool is_of_number(char c) { return is_digit(c) || c == '.' || c == '+'; }

}  // namespace

void append_compact(std::string& to, std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (char c = spelling_at(text, i)) to += c;
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
    char c = spelling_at(text, i);
    if (c != '\0') {
      result.text += c;
      result.begins_word.push_back(between);
    }
    between = c == '\0';
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
  // Rows of the table of distances: two before, before, this. Only near its diagonal can a path
  // with few mistakes run; what is farther away counts as too many.
  constexpr std::uint8_t too_many = longest + 1;
  std::array<std::array<std::uint8_t, longest + 1>, 3> rows{};
  for (std::size_t j = 0; j <= meant.size(); ++j) {
    bool number = j > 0 && (rows[0][j - 1] == too_many || is_of_number(meant[j - 1]));
    rows[0][j] = number ? too_many : static_cast<std::uint8_t>(j);
  }
  for (std::size_t i = 1; i <= typed.size(); ++i) {
    auto& now = rows[i % 3];
    const auto& before = rows[(i + 2) % 3];
    const auto& two_before = rows[(i + 1) % 3];
    std::size_t first = i > most ? i - most : 1;
    std::size_t last = std::min(meant.size(), i + most);
    bool fixed = is_of_number(typed[i - 1]);
    bool possible = first == 1 && !fixed && before[0] != too_many;
    now[first - 1] = possible ? static_cast<std::uint8_t>(i) : too_many;
    std::uint8_t least = now[first - 1];
    for (std::size_t j = first; j <= last; ++j) {
      bool fixed_meant = is_of_number(meant[j - 1]);
      int value = too_many;
      if (!fixed && j != i + most) value = before[j] + 1;
      if (!fixed_meant) value = std::min(value, now[j - 1] + 1);
      if (typed[i - 1] == meant[j - 1]) value = std::min<int>(value, before[j - 1]);
      if (!fixed && !fixed_meant) value = std::min(value, before[j - 1] + 1);
      if (i > 1 && j > 1 && !(fixed && fixed_meant) && typed[i - 1] == meant[j - 2] &&
          typed[i - 2] == meant[j - 1])
        value = std::min(value, two_before[j - 2] + 1);
      now[j] = static_cast<std::uint8_t>(std::min<int>(value, too_many));
      least = std::min(least, now[j]);
    }
    if (least > most) return most + 1;
  }
  return std::min<unsigned>(rows[typed.size() % 3][meant.size()], most + 1);
}

}  // namespace ashore::catalogue
