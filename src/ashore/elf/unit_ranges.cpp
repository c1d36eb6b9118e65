// SPDX-License-Identifier: Apache-2.0
#include "ashore/elf/unit_ranges.h"

namespace ashore::elf {

namespace {

// DW_RLE_*: DWARF 5, table 7.30.
enum Entry : unsigned {
  end_of_list,
  base_addressx,
  startx_endx,
  startx_length,
  offset_pair,
  base_address,
  start_end,
  start_length,
};

}  // namespace

void UnitRanges::visit(const AttributeValue& list, std::uint64_t base, const UnitShape& shape,
                       const UnitBases& bases, const Visit& visit) {
  if (shape.version < 5) return visit_pairs(list.number, base, shape, visit);
  std::uint64_t at = list.number;
  if (list.kind == ValueKind::list_index) {
    std::uint64_t size = debug_.range_lists.size();
    if (bases.range_lists > size || at > (size - bases.range_lists) / shape.offset_size) return;
    DwarfCursor offsets(debug_.range_lists, debug_.endian,
                        bases.range_lists + at * shape.offset_size);
    std::uint64_t offset = offsets.number(shape.offset_size);
    if (offsets.failed() || offset > size) return;
    at = bases.range_lists + offset;
  }
  visit_list(at, base, shape, bases, visit);
}

void UnitRanges::visit_pairs(std::uint64_t at, std::uint64_t base, const UnitShape& shape,
                             const Visit& visit) {
  std::uint64_t highest = shape.address_size == 8 ? ~std::uint64_t{0} : 0xffffffff;
  DwarfCursor cursor(debug_.ranges, debug_.endian, at);
  while (spend()) {
    std::uint64_t begin = cursor.number(shape.address_size);
    std::uint64_t end = cursor.number(shape.address_size);
    if (cursor.failed() || (begin == 0 && end == 0)) return;
    if (begin == highest)
      base = end;
    else
      visit(base + begin, base + end);
  }
}

void UnitRanges::visit_list(std::uint64_t at, std::uint64_t base, const UnitShape& shape,
                            const UnitBases& bases, const Visit& visit) {
  DwarfCursor cursor(debug_.range_lists, debug_.endian, at);
  auto indexed = [&] {
    AttributeValue value{ValueKind::address_index, cursor.unsigned_leb()};
    return address_of(value, debug_, shape, bases).value_or(0);
  };
  while (spend()) {
    std::uint64_t kind = cursor.number(1), begin = 0, end = 0;
    switch (kind) {
    case base_addressx: base = indexed(); continue;
    case base_address: base = cursor.number(shape.address_size); continue;
    case startx_endx:
      begin = indexed();
      end = indexed();
      break;
    case startx_length:
      begin = indexed();
      end = begin + cursor.unsigned_leb();
      break;
    case offset_pair:
      begin = base + cursor.unsigned_leb();
      end = base + cursor.unsigned_leb();
      break;
    case start_end:
      begin = cursor.number(shape.address_size);
      end = cursor.number(shape.address_size);
      break;
    case start_length:
      begin = cursor.number(shape.address_size);
      end = begin + cursor.unsigned_leb();
      break;
    default: return;
    }
    if (cursor.failed()) return;
    visit(begin, end);
  }
}

}  // namespace ashore::elf
