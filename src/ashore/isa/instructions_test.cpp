// SPDX-License-Identifier: Apache-2.0
// Single instructions against several floors each; the tables are in tests/isa.
#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <string>
#include <vector>

#include "ashore/isa/sample.h"

namespace ashore::isa {
namespace {

struct Row {
  std::string encoding;
  std::vector<std::string> needs;  // by floor; "" within it
  std::string text;
};

struct Table {
  std::vector<Floor> floors;
  std::vector<Row> rows;
};

// "floor arm armv7-a soft dsp vfp2"
Floor floor_of_line(std::string_view line) {
  std::vector<std::string_view> parts = words(line);
  Floor floor = floor_of(*parse_arch(parts.at(1)), std::string(parts.at(2)),
                         parse_float_abi(parts.at(3)).value_or(FloatAbi::hard));
  for (std::size_t i = 4; i < parts.size(); ++i) floor.features.names.emplace(parts[i]);
  return floor;
}

// "ee710b02 vfp3 d32 - vadd.f64 d16, d1, d2"; '+' between several needs, '-' for none.
Row row_of_line(std::string_view line, std::size_t floors) {
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

Table table_of(const std::string& name) {
  Table table;
  std::ifstream file(std::string(ASHORE_SOURCE_DIR "/tests/isa/") + name);
  for (std::string line; std::getline(file, line);) {
    if (line.empty() || line.front() == '#') continue;
    if (line.starts_with("floor "))
      table.floors.push_back(floor_of_line(line));
    else
      table.rows.push_back(row_of_line(line, table.floors.size()));
  }
  return table;
}

void hold_against(const std::string& name, Mode mode) {
  Table table = table_of(name);
  ASSERT_GE(table.rows.size(), 60U);
  for (std::size_t i = 0; i < table.floors.size(); ++i) {
    Expected<Scanner> scanner = Scanner::of(table.floors[i], mode);
    ASSERT_TRUE(scanner) << scanner.error().message();
    for (const Row& row : table.rows) {
      std::string bytes = bytes_of(mode, row.encoding);
      Code code{bytes, 0x10000, mode, Endian::little, Boundaries::in_sequence};
      Scan scan = scanner->scan(code);
      std::string needs = scan.hits.empty() ? "" : scan.hits.front().needs;
      EXPECT_EQ(needs, row.needs[i])
          << row.encoding << " " << row.text << " on floor " << i << " of " << name;
      EXPECT_EQ(scanner->text(code, code.address), row.text) << row.encoding;
    }
  }
}

TEST(Instructions, of_a32_need_what_the_table_says) { hold_against("a32.txt", Mode::a32); }
TEST(Instructions, of_thumb_need_what_the_table_says) { hold_against("thumb.txt", Mode::thumb); }
TEST(Instructions, of_a64_need_what_the_table_says) { hold_against("a64.txt", Mode::a64); }
TEST(Instructions, of_mips_need_what_the_table_says) { hold_against("mips.txt", Mode::mips); }
TEST(Instructions, of_riscv_need_what_the_table_says) { hold_against("riscv.txt", Mode::riscv); }

}  // namespace
}  // namespace ashore::isa
