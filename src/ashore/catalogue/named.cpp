// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "ashore/base/text.h"
#include "ashore/catalogue/search.h"
#include "ashore/catalogue/spelling.h"

namespace ashore::catalogue {

namespace {

// No name of a device is longer, and what comes from a device is not to be trusted.
constexpr std::size_t longest_name = 200;

bool has_letter(std::string_view name) {
  return name.find_first_not_of("0123456789.+") != std::string_view::npos;
}

// Calls `use` with the model and with each other name until it says true.
template <class Use> bool any_name(const Board& board, Use use) {
  if (use(board.model)) return true;
  std::string_view rest = board.other_names;
  while (!rest.empty()) {
    std::size_t end = std::min(rest.find(';'), rest.size());
    if (use(rest.substr(0, end))) return true;
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return false;
}

// Calls `use` with each number in the text until it says false.
template <class Use> bool all_numbers(std::string_view text, Use use) {
  constexpr std::string_view digits = "0123456789";
  for (std::size_t at = text.find_first_of(digits); at != std::string_view::npos;) {
    std::size_t end = std::min(text.find_first_not_of(digits, at), text.size());
    if (!use(text.substr(at, end - at))) return false;
    at = text.find_first_of(digits, end);
  }
  return true;
}

// Whether the name is the model's own, spelled in another way, so that the row's revision is one of
// that name too: "TL-WR841ND" and "TL-WR841N/ND", but not "EA6900" and "EA6500".
bool is_of_model(std::string_view name, std::string_view model) {
  if (model.find(name) != std::string_view::npos) return true;
  bool has_number = false;
  bool same = all_numbers(name, [&](std::string_view number) {
    has_number = true;
    return !all_numbers(model, [&](std::string_view other) { return other != number; });
  });
  return has_number && same;
}

// What may follow a model's name.
enum class Then {
  its_revision,    // or nothing
  first_revision,  // of a row that names none
  any_revision,    // also one that no row has
  nothing,
};

class Asked {
 public:
  Asked(std::string_view name, Then then) : typed_(typed(name)), then_(then) {}

  bool means(const Board& board) {
    // Such a name says the revision as well.
    bool complete = is_id(board.profile, '_') ||
                    is_id(board.compatible.substr(0, board.compatible.find(' ')), ',');
    if (complete) return then_ != Then::nothing;
    buffer_.clear();
    append_compact(buffer_, board.vendor);
    std::size_t vendor = typed_.text.starts_with(buffer_) ? buffer_.size() : 0;
    return any_name(board, [&](std::string_view name) {
      return name_at(0, board, name) || (vendor != 0 && name_at(vendor, board, name));
    });
  }

 private:
  // "netgear_r7000" and "netgear,r7000"; what has no vendor in it is no safe name.
  bool is_id(std::string_view id, char separator) {
    if (id.find(separator) == std::string_view::npos) return false;
    buffer_.clear();
    append_compact(buffer_, id);
    return typed_.text == buffer_;
  }

  bool name_at(std::size_t from, const Board& board, std::string_view name) {
    buffer_.clear();
    append_compact(buffer_, name);
    if (buffer_.empty() || !std::string_view(typed_.text).substr(from).starts_with(buffer_))
      return false;
    // "400" alone is too little to mean a Raspberry Pi 400.
    if (from == 0 && !board.vendor.empty() && !has_letter(buffer_)) return false;
    return may_follow(from + buffer_.size(), board, name);
  }

  bool may_follow(std::size_t from, const Board& board, std::string_view name) const {
    if (from == typed_.text.size()) return true;
    if (then_ == Then::nothing) return false;
    if (then_ == Then::any_revision) return is_a_revision(typed_, from);
    bool first = board.revision.empty() && then_ == Then::first_revision;
    return names_revision(typed_, from, first ? "v1" : board.revision) &&
           is_of_model(trimmed(name), board.model);
  }

  Typed typed_;
  Then then_;
  std::string buffer_;  // one for all rows
};

std::vector<const Board*> meant(const Catalogue& catalogue, std::string_view name, Then then) {
  if (name.size() > longest_name) return {};
  std::vector<const Board*> boards;
  Asked asked(name, then);
  for (const Board& board : catalogue.boards()) {
    if (asked.means(board)) boards.push_back(&board);
  }
  // What the user wrote about a device is meant to count.
  if (std::ranges::any_of(boards, &Board::own))
    std::erase_if(boards, [](const Board* board) { return !board->own; });
  return boards;
}

bool is_own_later_revision(const Board& board, std::string_view name) {
  if (!is_later_revision(board.revision)) return false;
  // Of another name the row's revision says nothing.
  Board by_model = board;
  by_model.other_names = {};
  Asked asked(name, Then::nothing);
  if (asked.means(by_model)) return true;
  return !any_name(board, [&](std::string_view other) {
    return compact(name).ends_with(compact(other)) && !is_of_model(trimmed(other), board.model);
  });
}

}  // namespace

std::vector<const Board*> named(const Catalogue& catalogue, std::string_view name) {
  std::vector<const Board*> boards = meant(catalogue, name, Then::its_revision);
  // Vendors write no "v1" on what has no second revision yet: an "EX6150 v1" is an EX6150.
  return boards.empty() ? meant(catalogue, name, Then::first_revision) : boards;
}

std::vector<const Board*> of_model(const Catalogue& catalogue, std::string_view name) {
  return meant(catalogue, name, Then::any_revision);
}

bool names_only_later_revisions(const Catalogue& catalogue, std::string_view name) {
  std::vector<const Board*> boards = named(catalogue, name);
  return !boards.empty() && boards == meant(catalogue, name, Then::nothing) &&
         std::ranges::all_of(
             boards, [&](const Board* board) { return is_own_later_revision(*board, name); });
}

}  // namespace ashore::catalogue
