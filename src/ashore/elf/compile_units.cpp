// SPDX-License-Identifier: Apache-2.0
#include "ashore/elf/compile_units.h"

#include <algorithm>
#include <utility>

#include "ashore/elf/unit_ranges.h"

namespace ashore::elf {

namespace {

// DW_AT_*, DW_TAG_* and DW_UT_*: DWARF 5, tables 7.2, 7.3 and 7.5.
constexpr std::uint64_t at_name = 0x03, at_stmt_list = 0x10, at_low_pc = 0x11, at_high_pc = 0x12,
                        at_ranges = 0x55, at_str_offsets_base = 0x72, at_addr_base = 0x73,
                        at_rnglists_base = 0x74;
constexpr std::uint64_t tag_compile_unit = 0x11;
constexpr std::uint64_t ut_compile = 1, ut_skeleton = 4, ut_split_compile = 5;

struct UnitHead {
  UnitShape shape;
  std::uint64_t abbreviations = 0, end = 0;
  bool is_compile_unit = false;
};

UnitHead read_head(DwarfCursor& cursor) {
  UnitHead head;
  UnitLength length = unit_length(cursor);
  head.end = length.end;
  head.shape.offset_size = length.offset_size;
  head.shape.version = static_cast<unsigned>(cursor.number(2));
  std::uint64_t type = ut_compile;
  if (head.shape.version >= 5) {
    type = cursor.number(1);
    head.shape.address_size = static_cast<unsigned>(cursor.number(1));
    head.abbreviations = cursor.number(length.offset_size);
    if (type == ut_skeleton || type == ut_split_compile) cursor.skip(8);
  } else {
    head.abbreviations = cursor.number(length.offset_size);
    head.shape.address_size = static_cast<unsigned>(cursor.number(1));
  }
  bool is_known = head.shape.version >= 2 && head.shape.version <= 5 &&
                  (head.shape.address_size == 4 || head.shape.address_size == 8);
  head.is_compile_unit = is_known && (type == ut_compile || type == ut_skeleton);
  return head;
}

}  // namespace

// Reads the units one after the other, with a limit on all work that a file can ask for twice.
class UnitReader {
 public:
  explicit UnitReader(const DebugBytes& debug)
      : debug_(debug), ranges_(debug),
        abbreviation_bytes_left_(debug.info.size() + debug.abbreviations.size()) {
    made_.debug_ = debug;
  }

  CompileUnits read() {
    for (std::uint64_t at = 0; at < debug_.info.size();) {
      DwarfCursor cursor(debug_.info, debug_.endian, at);
      UnitHead head = read_head(cursor);
      if (cursor.failed() || head.end <= at) break;
      if (head.is_compile_unit) read_unit(cursor, head);
      at = head.end;
    }
    std::ranges::sort(made_.ranges_, {}, &CompileUnits::Range::begin);
    return std::move(made_);
  }

 private:
  void read_unit(DwarfCursor& cursor, const UnitHead& head) {
    std::uint64_t code = cursor.unsigned_leb();
    DwarfCursor abbreviation(debug_.abbreviations, debug_.endian, head.abbreviations);
    if (code == 0 || !find(abbreviation, code)) return;
    Entry entry;
    for (;;) {
      std::uint64_t begin = abbreviation.at();
      std::uint64_t attribute = abbreviation.unsigned_leb(), form = abbreviation.unsigned_leb();
      std::int64_t implicit = form == implicit_const ? abbreviation.signed_leb() : 0;
      if (!spend(abbreviation.at() - begin) || abbreviation.failed()) return;
      if (attribute == 0 && form == 0) break;
      AttributeValue value = read_value(cursor, form, head.shape, implicit);
      if (cursor.failed() || cursor.at() > head.end) return;
      entry.take(attribute, value);
    }
    add(entry, head.shape);
  }

  // The attributes of an entry that matter here.
  struct Entry {
    AttributeValue name, lines, low, high, ranges;
    UnitBases bases;
    void take(std::uint64_t attribute, AttributeValue value) {
      switch (attribute) {
      case at_name: name = value; break;
      case at_stmt_list: lines = value; break;
      case at_low_pc: low = value; break;
      case at_high_pc: high = value; break;
      case at_ranges: ranges = value; break;
      case at_str_offsets_base: bases.strings = value.number; break;
      case at_addr_base: bases.addresses = value.number; break;
      case at_rnglists_base: bases.range_lists = value.number; break;
      default: break;
      }
    }
  };

  static constexpr std::uint64_t implicit_const = 0x21;

  // Goes to the attributes of the abbreviation of that code; false: it is no compile unit's.
  bool find(DwarfCursor& cursor, std::uint64_t code) {
    for (;;) {
      std::uint64_t begin = cursor.at();
      std::uint64_t found = cursor.unsigned_leb(), tag = cursor.unsigned_leb();
      cursor.skip(1);
      if (found == 0 || cursor.failed()) return false;
      if (found == code) return tag == tag_compile_unit && spend(cursor.at() - begin);
      std::uint64_t attribute = 1, form = 1;
      while ((attribute != 0 || form != 0) && !cursor.failed()) {
        attribute = cursor.unsigned_leb();
        form = cursor.unsigned_leb();
        if (form == implicit_const) (void)cursor.signed_leb();
      }
      if (!spend(cursor.at() - begin)) return false;
    }
  }

  bool spend(std::uint64_t bytes) {
    if (bytes > abbreviation_bytes_left_) return false;
    abbreviation_bytes_left_ -= bytes;
    return true;
  }

  void add(const Entry& entry, const UnitShape& shape) {
    std::optional<std::uint64_t> low = address_of(entry.low, debug_, shape, entry.bases);
    auto unit = static_cast<std::uint32_t>(made_.units_.size());
    std::size_t known = made_.ranges_.size();
    auto add_range = [&](std::uint64_t begin, std::uint64_t end) {
      // Linkers put code that they dropped at 0 or 1.
      if (begin > 1 && begin < end) made_.ranges_.push_back({begin, end, unit});
    };
    if (entry.ranges.kind != ValueKind::none) {
      ranges_.visit(entry.ranges, low.value_or(0), shape, entry.bases, add_range);
    } else if (low) {
      std::uint64_t high =
          address_of(entry.high, debug_, shape, entry.bases).value_or(*low + entry.high.number);
      add_range(*low, high);
    }
    if (made_.ranges_.size() == known) return;
    CompileUnit made{shape, entry.bases, entry.name, {}};
    // Up to DWARF 3 offsets were plain numbers.
    if (entry.lines.kind == ValueKind::section_offset || entry.lines.kind == ValueKind::number)
      made.lines = entry.lines.number;
    made_.units_.push_back(made);
  }

  const DebugBytes& debug_;
  UnitRanges ranges_;
  std::uint64_t abbreviation_bytes_left_;
  CompileUnits made_;
};

CompileUnits CompileUnits::of(const DebugBytes& debug) { return UnitReader(debug).read(); }

const CompileUnit* CompileUnits::at(std::uint64_t address) const {
  auto after = std::ranges::upper_bound(ranges_, address, {}, &Range::begin);
  if (after == ranges_.begin()) return nullptr;
  const Range& range = *std::prev(after);
  return address < range.end ? &units_[range.unit] : nullptr;
}

std::string_view CompileUnits::name(const CompileUnit& unit) const {
  return string_of(unit.name, debug_.info, debug_, unit.shape, unit.bases);
}

std::string_view crate_of_unit(std::string_view name) {
  constexpr std::string_view mark = "/@/";
  std::size_t at = name.rfind(mark);
  if (at == name.npos) return {};
  std::string_view unit = name.substr(at + mark.size());
  return unit.substr(0, unit.find('.'));
}

}  // namespace ashore::elf
