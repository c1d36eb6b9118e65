// SPDX-License-Identifier: Apache-2.0
#include "ashore/elf/line_head.h"

#include <algorithm>
#include <utility>

namespace ashore::elf {

namespace {

constexpr std::size_t most_files = 65536, most_formats = 16;
constexpr std::uint64_t content_path = 1;  // DW_LNCT_path

void read_older_files(DwarfCursor& cursor, LineHead& head) {
  while (!cursor.string().empty()) {
  }
  head.files.emplace_back();  // they are numbered from 1
  while (head.files.size() < most_files) {
    AttributeValue name{ValueKind::string_here, cursor.at()};
    if (cursor.string().empty()) return;
    head.files.push_back(name);
    for (int i = 0; i < 3; ++i) (void)cursor.unsigned_leb();  // directory, time, length
  }
}

using Format = std::pair<std::uint64_t, std::uint64_t>;  // what it is, and its form

std::vector<Format> read_formats(DwarfCursor& cursor) {
  std::vector<Format> formats;
  std::uint64_t count = cursor.number(1);
  if (count > most_formats) cursor.fail();
  for (std::uint64_t i = 0; i < count && !cursor.failed(); ++i) {
    std::uint64_t content = cursor.unsigned_leb();
    formats.emplace_back(content, cursor.unsigned_leb());
  }
  return formats;
}

// One table of version 5: of directories, then of files.
std::vector<AttributeValue> read_table(DwarfCursor& cursor, const UnitShape& shape) {
  std::vector<AttributeValue> names;
  std::vector<Format> formats = read_formats(cursor);
  std::uint64_t count = cursor.unsigned_leb();
  // Entries without any field take no bytes, so that their number is bounded by nothing.
  if (count > most_files || (formats.empty() && count > 0)) cursor.fail();
  for (std::uint64_t i = 0; i < count && !cursor.failed(); ++i) {
    AttributeValue name;
    for (const auto& [content, form] : formats) {
      AttributeValue value = read_value(cursor, form, shape);
      if (content == content_path) name = value;
    }
    names.push_back(name);
  }
  return names;
}

}  // namespace

LineHead read_line_head(DwarfCursor& cursor, const UnitShape& unit) {
  LineHead head;
  UnitLength length = unit_length(cursor);
  head.end = length.end;
  head.shape = unit;
  head.shape.offset_size = length.offset_size;
  head.shape.version = static_cast<unsigned>(cursor.number(2));
  if (head.shape.version < 2 || head.shape.version > 5) cursor.fail();
  if (head.shape.version >= 5) {
    head.shape.address_size = static_cast<unsigned>(cursor.number(1));
    cursor.skip(1);  // width of segment selectors
  }
  std::uint64_t rest = cursor.number(length.offset_size);
  head.begin = cursor.at();
  DwarfCursor begin = cursor;
  begin.skip(rest);
  if (begin.failed() || begin.at() > head.end) cursor.fail();
  head.least_length = static_cast<unsigned>(cursor.number(1));
  if (head.shape.version >= 4) cursor.skip(1);  // operations in an instruction
  cursor.skip(1);                               // whether rows are statements at first
  head.line_base = static_cast<std::int8_t>(cursor.number(1));
  head.line_range = static_cast<unsigned>(cursor.number(1));
  head.opcode_base = static_cast<unsigned>(cursor.number(1));
  if (head.line_range == 0 || head.opcode_base == 0) cursor.fail();
  for (unsigned i = 1; i < head.opcode_base && !cursor.failed(); ++i)
    head.operands.push_back(static_cast<std::uint8_t>(cursor.number(1)));
  if (head.shape.version >= 5) {
    (void)read_table(cursor, head.shape);
    head.files = read_table(cursor, head.shape);
  } else {
    read_older_files(cursor, head);
  }
  head.begin = begin.at();
  return head;
}

}  // namespace ashore::elf
