// SPDX-License-Identifier: Apache-2.0
// Attributes of DWARF's entries: how each form is written, and what it stands for. Source: DWARF 5,
// sections 7.5.5 and 7.5.6.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "ashore/elf/debug_sections.h"
#include "ashore/elf/dwarf_cursor.h"

namespace ashore::elf {

// What decides how wide things are in one unit.
struct UnitShape {
  unsigned version = 0, address_size = 0, offset_size = 4;
};

// What a value means: what it is an index or an offset into.
enum class ValueKind {
  none,
  address,
  address_index,
  number,
  string_here,  // the offset in the section that is read
  string,
  line_string,
  string_index,
  section_offset,
  list_index,
  other,  // of no use here
};

struct AttributeValue {
  ValueKind kind = ValueKind::none;
  std::uint64_t number = 0;
};

// Reads one value; the cursor has failed if the form is not known.
AttributeValue read_value(DwarfCursor& cursor, std::uint64_t form, const UnitShape& shape,
                          std::int64_t implicit = 0);

// The unit's parts of tables that indices go into.
struct UnitBases {
  std::uint64_t strings = 0, addresses = 0, range_lists = 0;
};

// Empty where it is no string or not there. `here`: the section that the value was read of.
std::string_view string_of(const AttributeValue& value, std::span<const std::byte> here,
                           const DebugBytes& debug, const UnitShape& shape, const UnitBases& bases);
std::optional<std::uint64_t> address_of(const AttributeValue& value, const DebugBytes& debug,
                                        const UnitShape& shape, const UnitBases& bases);

}  // namespace ashore::elf
