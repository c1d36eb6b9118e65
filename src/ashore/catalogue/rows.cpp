// SPDX-License-Identifier: Apache-2.0
#include "ashore/catalogue/rows.h"

#include <algorithm>
#include <optional>
#include <string>

#include "ashore/base/text.h"

namespace ashore::catalogue {

namespace {

// Tables do not keep line numbers; only an error needs one.
std::size_t line_of_row(std::string_view text, std::size_t row) {
  std::size_t number = 0;
  // The first line that counts names the columns.
  std::size_t rows_to_pass = row + 1;
  for (std::string_view line : lines(text)) {
    ++number;
    if (line.empty() || line.front() == '#') continue;
    if (rows_to_pass-- == 0) break;
  }
  return number;
}

Error wrong_row(std::string_view text, std::size_t row, const std::string& why) {
  return {ErrorKind::config, "line " + std::to_string(line_of_row(text, row)) + ": " + why};
}

std::string known_architectures(std::string_view typed, std::span<const Architecture> known) {
  std::vector<std::string> names;
  for (const Architecture& architecture : known) names.emplace_back(architecture.name);
  std::string hint;
  if (std::optional<std::string> near = nearest(typed, names))
    hint = "did you mean `" + *near + "`? ";
  return hint + "known are " + joined(names, ", ");
}

Expected<void> check_row(std::string_view text, std::size_t row, const Table& table,
                         std::span<const Architecture> known) {
  for (std::size_t column = 0; column < board_columns.size(); ++column) {
    std::string_view field = table.at(row, column);
    if (printable(field, field.size() + 1) != field)
      return Failure(wrong_row(text, row,
                               "`" + std::string(board_columns[column]) +
                                   "` has control characters or is no UTF-8: `" +
                                   printable(field, 80) + "`"));
  }
  Board board = board_of_row(table, row);
  if (trimmed(board.model).empty()) return Failure(wrong_row(text, row, "no model"));
  if (std::ranges::find(known, board.architecture, &Architecture::name) == known.end()) {
    std::string why = board.architecture.empty() ? "no architecture"
                                                 : "`" + printable(board.architecture, 80) +
                                                       "` is no architecture that we know";
    return Failure(wrong_row(text, row, why).hint(known_architectures(board.architecture, known)));
  }
  return {};
}

}  // namespace

Board board_of_row(const Table& table, std::size_t row) {
  auto at = [&](std::size_t column) { return table.at(row, column); };
  return {at(0), at(1), at(2), at(3),  at(4),  at(5),  at(6),
          at(7), at(8), at(9), at(10), at(11), at(12), false};
}

void append_boards(const Table& table, std::vector<Board>& boards) {
  boards.reserve(boards.size() + table.rows());
  for (std::size_t row = 0; row < table.rows(); ++row) boards.push_back(board_of_row(table, row));
}

Expected<std::vector<Board>> own_boards(std::string_view text,
                                        std::span<const Architecture> architectures) {
  // Windows' editors put a byte order mark before the first line.
  constexpr std::string_view mark = "\xef\xbb\xbf";
  if (text.starts_with(mark)) text.remove_prefix(mark.size());
  if (text.empty()) return std::vector<Board>{};
  Expected<Table> table = Table::parse(text, board_columns);
  if (!table) return Failure(Error(ErrorKind::config, table.error().message()));
  for (std::size_t row = 0; row < table->rows(); ++row)
    TRY(check_row(text, row, *table, architectures));
  std::vector<Board> boards;
  append_boards(*table, boards);
  for (Board& board : boards) board.own = true;
  return boards;
}

}  // namespace ashore::catalogue
