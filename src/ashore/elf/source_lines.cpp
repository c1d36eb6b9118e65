// SPDX-License-Identifier: Apache-2.0
#include "ashore/elf/source_lines.h"

#include <algorithm>
#include <functional>

#include "ashore/elf/line_head.h"

namespace ashore::elf {

namespace {

// DW_LNS_* and DW_LNE_*: DWARF 5, tables 7.25 and 7.26.
enum Standard : unsigned {
  extended,
  copy,
  advance_pc,
  advance_line,
  set_file,
  set_column,
  negate_stmt,
  set_basic_block,
  const_add_pc,
  fixed_advance_pc,
};
constexpr std::uint64_t end_sequence = 1, set_address = 2;

// The name of the file of that number.
using NameOf = std::function<std::string_view(std::uint64_t)>;

// A row says where something begins, and the next one of its sequence where it ends.
class Rows {
 public:
  Rows(std::span<const std::uint64_t> wanted, const NameOf& name_of, SourceLines& lines)
      : wanted_(wanted), name_of_(name_of), lines_(lines) {}

  std::uint64_t address = 0, file = 1, line = 1;

  void add() {
    close();
    is_open_ = true;
    begin_ = address;
    file_ = file;
    line_ = line;
  }

  void end() {
    close();
    is_open_ = false;
    address = 0;
    file = line = 1;
  }

 private:
  void close() {
    if (!is_open_ || address <= begin_) return;
    auto first = std::ranges::lower_bound(wanted_, begin_);
    // Rows that overlap again and again are no compiler's.
    for (; first != wanted_.end() && *first < address; ++first) {
      if (++told_ > 4 * wanted_.size()) return;
      if (!lines_.contains(*first)) lines_.emplace(*first, SourceLine{name_of_(file_), line_});
    }
  }

  std::span<const std::uint64_t> wanted_;
  const NameOf& name_of_;
  SourceLines& lines_;
  bool is_open_ = false;
  std::uint64_t begin_ = 0, file_ = 1, line_ = 1;
  std::size_t told_ = 0;
};

void run_extended(DwarfCursor& cursor, Rows& rows) {
  std::uint64_t length = cursor.unsigned_leb();
  if (length == 0) return;
  DwarfCursor after = cursor;
  after.skip(length);
  std::uint64_t what = cursor.number(1);
  if (what == end_sequence) rows.end();
  bool has_address = what == set_address && (length == 5 || length == 9);
  if (has_address) rows.address = cursor.number(static_cast<unsigned>(length - 1));
  cursor = after;
}

void run_standard(DwarfCursor& cursor, Rows& rows, const LineHead& head, std::uint64_t opcode) {
  switch (opcode) {
  case extended: return run_extended(cursor, rows);
  case copy: return rows.add();
  case advance_pc: rows.address += cursor.unsigned_leb() * head.least_length; return;
  case advance_line: rows.line += static_cast<std::uint64_t>(cursor.signed_leb()); return;
  case set_file: rows.file = cursor.unsigned_leb(); return;
  case const_add_pc:
    rows.address += (255 - head.opcode_base) / head.line_range * head.least_length;
    return;
  case fixed_advance_pc: rows.address += cursor.number(2); return;
  default:
    for (unsigned i = 0; i < head.operands[opcode - 1]; ++i) (void)cursor.unsigned_leb();
  }
}

void run_special(Rows& rows, const LineHead& head, std::uint64_t opcode) {
  std::uint64_t adjusted = opcode - head.opcode_base;
  rows.address += adjusted / head.line_range * head.least_length;
  std::int64_t lines = head.line_base + static_cast<std::int64_t>(adjusted % head.line_range);
  rows.line += static_cast<std::uint64_t>(lines);
  rows.add();
}

}  // namespace

void LinePrograms::add_lines(const CompileUnit& unit, std::span<const std::uint64_t> addresses,
                             SourceLines& lines) {
  if (!unit.lines || addresses.empty()) return;
  DwarfCursor cursor(debug_.lines, debug_.endian, *unit.lines), peek = cursor;
  std::uint64_t size = unit_length(peek).end - *unit.lines;
  if (peek.failed() || size > bytes_left_) return;
  bytes_left_ -= size;
  LineHead head = read_line_head(cursor, unit.shape);
  if (cursor.failed()) return;
  NameOf name_of = [&](std::uint64_t file) {
    return file < head.files.size()
               ? string_of(head.files[file], debug_.lines, debug_, head.shape, unit.bases)
               : std::string_view();
  };
  Rows rows(addresses, name_of, lines);
  cursor = DwarfCursor(debug_.lines.first(head.end), debug_.endian, head.begin);
  while (!cursor.is_at_end()) {
    std::uint64_t opcode = cursor.number(1);
    if (opcode >= head.opcode_base)
      run_special(rows, head, opcode);
    else
      run_standard(cursor, rows, head, opcode);
  }
}

}  // namespace ashore::elf
