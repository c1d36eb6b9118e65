// SPDX-License-Identifier: Apache-2.0
// From rows of data/catalogue/devices.tsv, ours and the user's, to boards.
#pragma once

#include <array>
#include <span>
#include <string_view>
#include <vector>

#include "ashore/base/expected.h"
#include "ashore/base/table.h"
#include "ashore/catalogue/catalogue.h"

namespace ashore::catalogue {

// In the order of Board's fields.
inline constexpr std::array<std::string_view, 13> board_columns = {
    "vendor", "model",      "revision",     "other_names", "firmware", "profile", "soc",
    "core",   "compatible", "architecture", "kernel",      "libc",     "source"};

Board board_of_row(const Table& table, std::size_t row);
void append_boards(const Table& table, std::vector<Board>& boards);

// The user's rows, which may be wrong: ErrorKind::config names the line and the reason. `text`
// must outlive them.
Expected<std::vector<Board>> own_boards(std::string_view text,
                                        std::span<const Architecture> architectures);

}  // namespace ashore::catalogue
