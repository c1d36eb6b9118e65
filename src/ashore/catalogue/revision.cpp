// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ashore/base/text.h"
#include "ashore/catalogue/spelling.h"

namespace ashore::catalogue {

namespace {

// What a revision is made of: "2" of "v2", "v2.0" and "rev. 2"; "b1"; "us".
struct Piece {
  std::string text;
  bool bare = false;   // a number that nothing marks as a version
  bool noise = false;  // "rev", which says nothing itself
  std::size_t end = 0;
};

bool is_letter(char c) { return c >= 'a' && c <= 'z'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::size_t end_of_letters(std::string_view text, std::size_t at) {
  while (at < text.size() && is_letter(text[at])) ++at;
  return at;
}

std::size_t end_of_number(std::string_view text, std::size_t at) {
  while (at < text.size() && (is_digit(text[at]) || text[at] == '.')) ++at;
  return at;
}

// "2.0" is "2".
std::string number(std::string_view digits) {
  while (digits.ends_with(".0")) digits.remove_suffix(2);
  return std::string(digits);
}

Piece piece_at(std::string_view text, std::size_t at) {
  if (is_digit(text[at])) {
    std::size_t end = end_of_number(text, at);
    return {number(text.substr(at, end - at)), true, false, end};
  }
  if (!is_letter(text[at])) return {std::string(text.substr(at, 1)), false, false, at + 1};
  for (std::string_view noise : {"revision", "version", "hardware", "rev", "ver", "hw"}) {
    if (text.substr(at).starts_with(noise)) return {"", false, true, at + noise.size()};
  }
  std::size_t letters = end_of_letters(text, at);
  bool then_number = letters < text.size() && is_digit(text[letters]);
  if (letters == at + 1 && then_number) {
    std::size_t end = end_of_number(text, letters);
    std::string digits = number(text.substr(letters, end - letters));
    return {text[at] == 'v' ? digits : text[at] + digits, false, false, end};
  }
  // "euv2" is "eu" and "v2".
  if (then_number && text[letters - 1] == 'v') --letters;
  return {std::string(text.substr(at, letters - at)), false, false, letters};
}

// The whole numbers of "v1-v4" that it does not say, or the last digits of "v1.0-v1.7".
void add_between(const std::string& first, const std::string& last,
                 std::vector<std::string>& pieces) {
  constexpr std::uint64_t most = 50;
  std::size_t dot = last.rfind('.');
  std::string stem = dot == std::string::npos ? "" : last.substr(0, dot + 1);
  std::optional<std::uint64_t> to = parse_unsigned(last.substr(stem.size()));
  std::optional<std::uint64_t> from = parse_unsigned(first);
  if (!stem.empty())
    from =
        first + "." == stem ? 0 : parse_unsigned(first.substr(std::min(stem.size(), first.size())));
  if (!from || !to || *to > most) return;
  for (std::uint64_t n = *from + 1; n < *to; ++n) pieces.push_back(stem + std::to_string(n));
}

std::vector<std::string> pieces_of(std::string_view revision) {
  std::vector<std::string> pieces;
  bool range = false;
  for (std::size_t i = 0; i < revision.size();) {
    std::size_t end = i;
    while (end < revision.size() && !std::string_view(" -/(),").contains(revision[end])) ++end;
    std::string word = compact(revision.substr(i, end - i));
    for (std::size_t at = 0; at < word.size();) {
      Piece piece = piece_at(word, at);
      at = piece.end;
      if (piece.noise) continue;
      if (range && !pieces.empty()) add_between(pieces.back(), piece.text, pieces);
      range = false;
      pieces.push_back(std::move(piece.text));
    }
    range = end < revision.size() && revision[end] == '-';
    i = end + 1;
  }
  return pieces;
}

}  // namespace

bool names_revision(const Typed& typed, std::size_t from, std::string_view revision) {
  if (from >= typed.text.size()) return true;
  if (revision.empty()) return false;
  std::vector<std::string> pieces = pieces_of(revision);
  bool said = false;
  for (std::size_t at = from; at < typed.text.size();) {
    std::size_t word_end = at + 1;
    while (word_end < typed.text.size() && !typed.begins_word[word_end]) ++word_end;
    Piece piece = piece_at(std::string_view(typed.text).substr(0, word_end), at);
    // The "5" of "Archer C75" is not the revision of an Archer C7.
    if (piece.bare && at == from && !typed.begins_word[at]) return false;
    if (!piece.noise && std::ranges::find(pieces, piece.text) == pieces.end()) return false;
    said = said || !piece.noise;
    at = piece.end;
  }
  return said;
}

namespace {

// Whether the piece says by itself that it is a revision: what a "v", another letter or "rev"
// marks. What has more digits is a model's number.
bool is_marked(const Piece& piece, bool after_noise) {
  constexpr unsigned highest = 50;
  std::string_view digits = piece.text;
  bool lettered = !digits.empty() && is_letter(digits.front());
  if (lettered) digits.remove_prefix(1);
  if (digits.empty() || !is_digit(digits.front()) || (piece.bare && !after_noise)) return false;
  std::optional<std::uint64_t> number = parse_unsigned(digits.substr(0, digits.find('.')));
  return number && *number <= highest;
}

bool is_first(std::string_view piece) {
  return piece == "1" || piece.starts_with("1.") || piece.starts_with('a');
}

}  // namespace

bool is_a_revision(const Typed& typed, std::size_t from) {
  bool marked = false, after_noise = false;
  for (std::size_t at = from; at < typed.text.size();) {
    std::size_t word_end = at + 1;
    while (word_end < typed.text.size() && !typed.begins_word[word_end]) ++word_end;
    Piece piece = piece_at(std::string_view(typed.text).substr(0, word_end), at);
    // The "p" of "R7000P" and the "b1" of "R7000B1" are the model's, the "v2" of "R7000v2" is not.
    if (at == from && !typed.begins_word[at] && (piece.bare || typed.text[at] != 'v')) return false;
    constexpr std::size_t longest_region = 3;
    bool region = marked && !piece.bare && piece.text.size() <= longest_region;
    if (!piece.noise && !region && !is_marked(piece, after_noise)) return false;
    marked = marked || (!piece.noise && is_marked(piece, after_noise));
    after_noise = piece.noise;
    at = piece.end;
  }
  return marked;
}

bool is_later_revision(std::string_view revision) {
  // What the name lists or spans ("v1-v4").
  std::vector<std::string> pieces = pieces_of(revision);
  if (pieces.size() == 1 && pieces.front().size() == 1 && is_letter(pieces.front().front()))
    return pieces.front() > "a" && pieces.front() <= "h";
  Typed said = typed(revision);
  bool later = false, after_noise = false;
  for (std::size_t at = 0; at < said.text.size();) {
    std::size_t word_end = at + 1;
    while (word_end < said.text.size() && !said.begins_word[word_end]) ++word_end;
    Piece piece = piece_at(std::string_view(said.text).substr(0, word_end), at);
    if (is_marked(piece, after_noise)) {
      if (is_first(piece.text)) return false;
      later = true;
    }
    after_noise = piece.noise;
    at = piece.end;
  }
  return later;
}

}  // namespace ashore::catalogue
