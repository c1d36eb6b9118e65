// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

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

// What a row counts as that names no revision.
enum class Unnamed { no_revision, first_revision };

class Asked {
 public:
  Asked(std::string_view name, Unnamed unnamed) : typed_(typed(name)), unnamed_(unnamed) {}

  bool means(const Board& board) {
    if (is_id(board.profile, '_') ||
        is_id(board.compatible.substr(0, board.compatible.find(' ')), ','))
      return true;
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
    bool first = board.revision.empty() && unnamed_ == Unnamed::first_revision;
    return names_revision(typed_, from + buffer_.size(), first ? "v1" : board.revision);
  }

  Typed typed_;
  Unnamed unnamed_;
  std::string buffer_;  // one for all rows
};

}  // namespace

std::vector<const Board*> named(const Catalogue& catalogue, std::string_view name) {
  if (name.size() > longest_name) return {};
  std::vector<const Board*> boards;
  // Vendors write no "v1" on what has no second revision yet: an "EX6150 v1" is an EX6150.
  for (Unnamed unnamed : {Unnamed::no_revision, Unnamed::first_revision}) {
    Asked asked(name, unnamed);
    for (const Board& board : catalogue.boards()) {
      if (asked.means(board)) boards.push_back(&board);
    }
    if (!boards.empty()) break;
  }
  // What the user wrote about a device is meant to count.
  if (std::ranges::any_of(boards, &Board::own))
    std::erase_if(boards, [](const Board* board) { return !board->own; });
  return boards;
}

}  // namespace ashore::catalogue
