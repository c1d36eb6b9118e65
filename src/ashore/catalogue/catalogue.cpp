// SPDX-License-Identifier: Apache-2.0
#include "ashore/catalogue/catalogue.h"

#include <algorithm>
#include <array>
#include <utility>

#include "ashore/base/assert.h"
#include "ashore/base/table.h"
#include "ashore/catalogue/built_in.h"
#include "ashore/catalogue/rows.h"
#include "embedded/architectures.h"
#include "embedded/boards.h"
#include "embedded/devices.h"
#include "embedded/socs.h"

namespace ashore::catalogue {

namespace {

constexpr std::array<std::string_view, 9> architecture_columns = {
    "name", "arch", "endian", "abi", "float_abi", "baseline", "features", "cpu", "note"};
constexpr std::array<std::string_view, 8> soc_columns = {"name", "vendor",       "core", "cpus",
                                                         "fpu",  "architecture", "note", "source"};

template <class T> T known(std::optional<T> word) {
  ASHORE_ASSERT(word.has_value(), "the built-in tables use the words of target/machine.h");
  return *word;
}

std::vector<Architecture> read_architectures() {
  Table table = built_in(embedded::architectures, architecture_columns);
  std::vector<Architecture> architectures;
  for (std::size_t row = 0; row < table.rows(); ++row) {
    Architecture made{};
    made.name = table.at(row, 0);
    made.machine =
        Machine{known(parse_arch(table.at(row, 1))), known(parse_endian(table.at(row, 2))),
                known(parse_abi(table.at(row, 3))), known(parse_float_abi(table.at(row, 4)))};
    made.baseline = table.at(row, 5);
    made.features = features_of_words(table.at(row, 6));
    made.cpu = table.at(row, 7);
    made.note = table.at(row, 8);
    architectures.push_back(std::move(made));
  }
  return architectures;
}

std::vector<Soc> read_socs() {
  Table table = built_in(embedded::socs, soc_columns);
  std::vector<Soc> socs;
  for (std::size_t row = 0; row < table.rows(); ++row) {
    auto at = [&](std::size_t column) { return table.at(row, column); };
    socs.push_back({at(0), at(1), at(2), at(3), at(4), at(5), at(6), at(7)});
  }
  return socs;
}

std::vector<Board> read_built_in_boards() {
  std::vector<Board> boards;
  for (std::string_view table : {embedded::boards, embedded::devices})
    append_boards(built_in(table, board_columns), boards);
  return boards;
}

const std::vector<Architecture>& built_in_architectures() {
  static const std::vector<Architecture> architectures = read_architectures();
  return architectures;
}

const std::vector<Soc>& built_in_socs() {
  static const std::vector<Soc> socs = read_socs();
  return socs;
}

}  // namespace

Expected<Catalogue> Catalogue::of_rows(std::string devices) {
  Catalogue made;
  made.architectures_ = built_in_architectures();
  made.socs_ = built_in_socs();
  if (devices.empty()) return made;
  made.own_ = std::make_shared<const std::string>(std::move(devices));
  TRY_ASSIGN(made.boards_, own_boards(*made.own_, made.architectures_));
  return made;
}

Expected<Catalogue> Catalogue::load(std::string own_devices) {
  static const std::vector<Board> built_in_boards = read_built_in_boards();
  TRY_ASSIGN(Catalogue made, of_rows(std::move(own_devices)));
  made.boards_.insert(made.boards_.end(), built_in_boards.begin(), built_in_boards.end());
  return made;
}

const Architecture* Catalogue::architecture(std::string_view name) const {
  auto found = std::ranges::find(architectures_, name, &Architecture::name);
  return found == architectures_.end() ? nullptr : &*found;
}

const Soc* Catalogue::soc(std::string_view name) const {
  auto found = std::ranges::find(socs_, name, &Soc::name);
  return found == socs_.end() ? nullptr : &*found;
}

std::string title(const Board& board) {
  std::string name;
  for (std::string_view part : {board.vendor, board.model, board.revision}) {
    if (part.empty()) continue;
    if (!name.empty()) name += ' ';
    name += part;
  }
  return name;
}

}  // namespace ashore::catalogue
