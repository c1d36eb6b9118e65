// SPDX-License-Identifier: Apache-2.0
// Tab-separated facts: comment lines that begin with '#', one line of column names, one line a row.
// Everything under data/catalogue has this form, and so have a user's own rows.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

#include "ashore/base/expected.h"

namespace ashore {

class Table {
 public:
  // Takes the columns that the caller asks for, by name and in the caller's order; a column that
  // the text lacks is empty in every row. ErrorKind::bad_input names line and reason: a name that
  // is none of ours, a row with more or fewer fields than the line of names, no line of names at
  // all. Nothing is copied: `text` must outlive the table.
  static Expected<Table> parse(std::string_view text, std::span<const std::string_view> columns);

  std::size_t rows() const { return width_ == 0 ? 0 : cells_.size() / width_; }
  std::string_view at(std::size_t row, std::size_t column) const {
    return cells_[row * width_ + column];
  }

 private:
  std::size_t width_ = 0;
  std::vector<std::string_view> cells_;
};

}  // namespace ashore
