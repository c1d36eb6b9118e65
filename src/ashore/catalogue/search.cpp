// SPDX-License-Identifier: Apache-2.0
#include "ashore/catalogue/search.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include "ashore/base/text.h"
#include "ashore/catalogue/spelling.h"

namespace ashore::catalogue {

namespace {

constexpr std::size_t longest_search = 400;
constexpr std::size_t most_words = 8;
constexpr std::size_t longest_word = 40;
// Above everything that single words can add up to.
constexpr int named_exactly = 10000;

enum class Tolerance {
  none,            // each word must be somewhere in the row
  mistakes,        // ... or be a mistyped part of its name
  words_too_many,  // words that say nothing are forgiven where one is a model or an SoC
};

// What a word scores that is all of a field, its beginning, or within it.
struct Worth {
  int all, beginning, within;
};

// A row's fields in compact spelling. One for all rows: its buffers keep their room.
struct Spelled {
  std::string vendor, model, revision, soc, compatible, profile, core, architecture;
  std::vector<std::string> others;
  std::size_t other_count = 0;

  void take(const Board& board) {
    put(vendor, board.vendor);
    put(model, board.model);
    put(revision, board.revision);
    put(soc, board.soc);
    put(compatible, board.compatible);
    put(profile, board.profile);
    put(core, board.core);
    put(architecture, board.architecture);
    other_count = 0;
    for (std::string_view rest = board.other_names; !rest.empty();) {
      std::size_t end = std::min(rest.find(';'), rest.size());
      if (others.size() == other_count) others.emplace_back();
      put(others[other_count++], rest.substr(0, end));
      rest.remove_prefix(std::min(end + 1, rest.size()));
    }
  }

 private:
  static void put(std::string& field, std::string_view text) {
    field.clear();
    append_compact(field, text);
  }
};

int worth_of(std::string_view field, std::string_view word, const Worth& worth) {
  if (field == word) return worth.all;
  std::size_t at = field.find(word);
  if (at == 0) return worth.beginning;
  // Single letters are within everything.
  return at == std::string_view::npos || word.size() < 2 ? 0 : worth.within;
}

// Whether the word stands alone in a name: "5" in "5 Model B", but not in "500".
bool stands_alone(std::string_view name, std::string_view word, std::string& buffer) {
  while (!name.empty()) {
    std::size_t end = std::min(name.find(' '), name.size());
    buffer.clear();
    append_compact(buffer, name.substr(0, end));
    if (buffer == word) return true;
    name.remove_prefix(std::min(end + 1, name.size()));
  }
  return false;
}

int score_of(const Board& board, const Spelled& row, std::string_view word) {
  constexpr Worth model{100, 60, 40}, other{90, 45, 35}, vendor{40, 30, 20}, revision{25, 20, 15},
      soc{80, 70, 30}, id{40, 30, 25}, chip{15, 15, 10};
  constexpr int alone = 5;
  int score = worth_of(row.model, word, model);
  std::string buffer;
  if (score != 0 && score < model.all && stands_alone(board.model, word, buffer)) score += alone;
  score =
      std::max({score, worth_of(row.vendor, word, vendor), worth_of(row.revision, word, revision)});
  for (std::size_t i = 0; i < row.other_count; ++i)
    score = std::max(score, worth_of(row.others[i], word, other));
  // Short words are within too many of these.
  if (word.size() < 3) return score;
  return std::max({score, worth_of(row.soc, word, soc), worth_of(row.compatible, word, id),
                   worth_of(row.profile, word, id), worth_of(row.core, word, chip),
                   worth_of(row.architecture, word, chip)});
}

// The least mistakes that make a word of the name from what was typed.
int score_with_mistakes(const Board& board, const Spelled& row, std::string_view word) {
  if (word.size() < 4) return 0;
  unsigned most = word.size() < 6 ? 1 : 2;
  unsigned least = std::min(mistakes(word, row.model, most), mistakes(word, row.vendor, most));
  std::string part;
  for (std::string_view name : {board.vendor, board.model, board.other_names}) {
    for (std::string_view piece : words(name)) {
      part.clear();
      append_compact(part, piece);
      least = std::min(least, mistakes(word, part, most));
    }
  }
  return least > most ? 0 : 30 - 8 * static_cast<int>(least);
}

bool names_a_model(std::string_view word, int score) {
  // All of a model's name or a word of it; what only begins like it is another one.
  return score >= 65 && word.find_first_of("0123456789") != std::string_view::npos;
}

// 0 where the row does not fit.
int score_of(const Board& board, const Spelled& row, const std::vector<std::string>& typed,
             Tolerance tolerance) {
  int sum = 0;
  bool all = true, model = false;
  for (const std::string& word : typed) {
    int score = score_of(board, row, word);
    if (score == 0 && tolerance == Tolerance::mistakes)
      score = score_with_mistakes(board, row, word);
    all = all && score != 0;
    model = model || names_a_model(word, score);
    if (!all && tolerance != Tolerance::words_too_many) return 0;
    sum += score;
  }
  return all || model ? sum : 0;
}

std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> typed;
  for (std::string_view piece : words(text.substr(0, longest_search))) {
    std::string word = compact(piece).substr(0, longest_word);
    if (!word.empty() && typed.size() < most_words) typed.push_back(std::move(word));
  }
  return typed;
}

std::vector<Match> matches_of(const Catalogue& catalogue, const std::vector<std::string>& typed,
                              Tolerance tolerance) {
  std::vector<Match> matches;
  Spelled row;
  for (const Board& board : catalogue.boards()) {
    row.take(board);
    if (int score = score_of(board, row, typed, tolerance); score != 0)
      matches.push_back({&board, score});
  }
  return matches;
}

// Rows that are named exactly come first, also those that no single word finds.
void put_first(const std::vector<const Board*>& exact, std::vector<Match>& matches) {
  for (const Board* board : exact) {
    auto match = std::ranges::find(matches, board, &Match::board);
    if (match == matches.end()) match = matches.insert(match, {board, 0});
    match->score += named_exactly;
  }
}

// Whether something in the field begins with the word.
bool has_beginning(const Typed& field, std::string_view word) {
  for (std::size_t at = 0; at < field.text.size(); ++at) {
    if (field.begins_word[at] && std::string_view(field.text).substr(at).starts_with(word))
      return true;
  }
  return false;
}

bool has_every_word(const Board& board, const std::vector<std::string>& words) {
  std::string name = title(board);
  std::array fields = {typed(name),
                       typed(board.other_names),
                       typed(board.soc),
                       typed(board.core),
                       typed(board.compatible),
                       typed(board.profile),
                       typed(board.architecture)};
  return std::ranges::all_of(words, [&](const std::string& word) {
    return std::ranges::any_of(fields,
                               [&](const Typed& field) { return has_beginning(field, word); });
  });
}

bool better(const Match& a, const Match& b) {
  if (a.score != b.score) return a.score > b.score;
  if (a.board->own != b.board->own) return a.board->own;
  // The name that has least besides what was typed.
  std::size_t length_a = a.board->model.size() + a.board->revision.size();
  std::size_t length_b = b.board->model.size() + b.board->revision.size();
  if (length_a != length_b) return length_a < length_b;
  return a.board < b.board;
}

}  // namespace

std::vector<Match> search(const Catalogue& catalogue, std::string_view text, std::size_t most) {
  std::vector<std::string> words = words_of(text);
  if (words.empty()) return {};
  std::vector<const Board*> exact = named(catalogue, text.substr(0, longest_search));
  std::vector<Match> matches;
  for (Tolerance tolerance : {Tolerance::none, Tolerance::mistakes, Tolerance::words_too_many}) {
    if (matches.empty() && (exact.empty() || tolerance == Tolerance::none))
      matches = matches_of(catalogue, words, tolerance);
  }
  put_first(exact, matches);
  std::ranges::sort(matches, better);
  if (matches.size() > most) matches.resize(most);
  for (Match& match : matches)
    match.exact_words = match.score >= named_exactly || has_every_word(*match.board, words);
  return matches;
}

}  // namespace ashore::catalogue
