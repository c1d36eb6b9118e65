// SPDX-License-Identifier: Apache-2.0
#include "ashore/base/table.h"

#include <algorithm>
#include <optional>
#include <string>

#include "ashore/base/text.h"

namespace ashore {

namespace {

Failure wrong(std::size_t line, const std::string& why) {
  return failure(ErrorKind::bad_input, "line " + std::to_string(line) + ": " + why);
}

// Where each field of a row goes among the caller's columns.
Expected<std::vector<std::size_t>>
places_of(std::string_view names, std::span<const std::string_view> columns, std::size_t line) {
  std::vector<std::size_t> places;
  for (std::string_view name : split(names, '\t')) {
    auto column = std::ranges::find(columns, name);
    if (column == columns.end()) {
      std::vector<std::string> known(columns.begin(), columns.end());
      std::string why = "`" + printable(name, 80) + "` is no column of this table";
      if (std::optional<std::string> near = nearest(name, known))
        why += "; did you mean `" + *near + "`?";
      return wrong(line, why + " (it has " + joined(known, ", ") + ")");
    }
    places.push_back(static_cast<std::size_t>(column - columns.begin()));
  }
  std::vector<std::size_t> sorted = places;
  std::ranges::sort(sorted);
  if (std::ranges::adjacent_find(sorted) != sorted.end())
    return wrong(line, "a column is named twice");
  return places;
}

}  // namespace

Expected<Table> Table::parse(std::string_view text, std::span<const std::string_view> columns) {
  Table table;
  table.width_ = columns.size();
  std::vector<std::size_t> places;
  for (std::size_t line = 1; !text.empty(); ++line) {
    std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view row = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (row.ends_with('\r')) row.remove_suffix(1);
    if (row.empty() || row.front() == '#') continue;
    if (places.empty()) {
      TRY_ASSIGN(places, places_of(row, columns, line));
      continue;
    }
    std::size_t first = table.cells_.size();
    table.cells_.resize(first + table.width_);
    for (std::size_t field = 0;; ++field) {
      if (field == places.size()) return wrong(line, "more fields than the line of column names");
      std::size_t stop = std::min(row.find('\t'), row.size());
      table.cells_[first + places[field]] = row.substr(0, stop);
      if (stop == row.size()) {
        if (field + 1 != places.size())
          return wrong(line, "fewer fields than the line of column names");
        break;
      }
      row.remove_prefix(stop + 1);
    }
  }
  if (places.empty()) return wrong(1, "no line of column names");
  return table;
}

}  // namespace ashore
