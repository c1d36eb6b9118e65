// SPDX-License-Identifier: Apache-2.0
// For tests: the tables of tests/isa, single instructions with what they need on several floors.
#pragma once

#include <algorithm>
#include <cstddef>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

#include "ashore/isa/sample.h"

namespace ashore::isa {

// One instruction.
struct Row {
  std::string encoding;
  std::vector<std::string> needs;  // by floor; "" within it
  std::string text;
};

// One file.
struct Table {
  std::vector<Floor> floors;
  std::vector<Row> rows;
};

// "floor arm armv7-a soft dsp vfp2"
inline Floor floor_of_line(std::string_view line) {
  std::vector<std::string_view> parts = words(line);
  Floor floor = floor_of(*parse_arch(parts.at(1)), std::string(parts.at(2)),
                         parse_float_abi(parts.at(3)).value_or(FloatAbi::hard));
  for (std::size_t i = 4; i < parts.size(); ++i) floor.features.names.emplace(parts[i]);
  return floor;
}

// "ee710b02 vfp3 d32 - vadd.f64 d16, d1, d2"; '+' between several needs, '-' for none.
inline Row row_of_line(std::string_view line, std::size_t floors) {
  Row row;
  std::string_view rest = line;
  auto next = [&] {
    std::size_t end = std::min(rest.find(' '), rest.size());
    std::string word(rest.substr(0, end));
    rest.remove_prefix(std::min(end + 1, rest.size()));
    return word;
  };
  row.encoding = next();
  for (std::size_t i = 0; i < floors; ++i) {
    std::string needs = next();
    for (char& c : needs) c = c == '+' ? ' ' : c;
    row.needs.push_back(needs == "-" ? "" : needs);
  }
  row.text = rest;
  return row;
}

// `source` is the source tree; `name` is "a32.txt" and the like.
inline Table table_of(const std::string& source, const std::string& name) {
  Table table;
  std::ifstream file(source + "/tests/isa/" + name);
  for (std::string line; std::getline(file, line);) {
    if (line.empty() || line.front() == '#') continue;
    if (line.starts_with("floor "))
      table.floors.push_back(floor_of_line(line));
    else
      table.rows.push_back(row_of_line(line, table.floors.size()));
  }
  return table;
}

}  // namespace ashore::isa
