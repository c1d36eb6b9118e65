// SPDX-License-Identifier: Apache-2.0
#include "ashore/elf/dwarf_forms.h"

#include <algorithm>
#include <array>

namespace ashore::elf {

namespace {

// How the value of a form is written.
enum class Written {
  fixed,   // so many bytes
  offset,  // as wide as the unit's offsets
  an_address,
  leb,
  signed_leb,
  block,  // a length of so many bytes, then as many; 0: the length is a LEB
  text,   // up to a NUL
  nothing,
};

struct Form {
  std::uint64_t number;
  Written written;
  unsigned bytes;
  ValueKind kind;
};

constexpr std::array forms = {
    Form{0x01, Written::an_address, 0, ValueKind::address},     // addr
    Form{0x03, Written::block, 2, ValueKind::other},            // block2
    Form{0x04, Written::block, 4, ValueKind::other},            // block4
    Form{0x05, Written::fixed, 2, ValueKind::number},           // data2
    Form{0x06, Written::fixed, 4, ValueKind::number},           // data4
    Form{0x07, Written::fixed, 8, ValueKind::number},           // data8
    Form{0x08, Written::text, 0, ValueKind::string_here},       // string
    Form{0x09, Written::block, 0, ValueKind::other},            // block
    Form{0x0a, Written::block, 1, ValueKind::other},            // block1
    Form{0x0b, Written::fixed, 1, ValueKind::number},           // data1
    Form{0x0c, Written::fixed, 1, ValueKind::other},            // flag
    Form{0x0d, Written::signed_leb, 0, ValueKind::number},      // sdata
    Form{0x0e, Written::offset, 0, ValueKind::string},          // strp
    Form{0x0f, Written::leb, 0, ValueKind::number},             // udata
    Form{0x10, Written::offset, 0, ValueKind::other},           // ref_addr
    Form{0x11, Written::fixed, 1, ValueKind::other},            // ref1
    Form{0x12, Written::fixed, 2, ValueKind::other},            // ref2
    Form{0x13, Written::fixed, 4, ValueKind::other},            // ref4
    Form{0x14, Written::fixed, 8, ValueKind::other},            // ref8
    Form{0x15, Written::leb, 0, ValueKind::other},              // ref_udata
    Form{0x17, Written::offset, 0, ValueKind::section_offset},  // sec_offset
    Form{0x18, Written::block, 0, ValueKind::other},            // exprloc
    Form{0x19, Written::nothing, 0, ValueKind::other},          // flag_present
    Form{0x1a, Written::leb, 0, ValueKind::string_index},       // strx
    Form{0x1b, Written::leb, 0, ValueKind::address_index},      // addrx
    Form{0x1c, Written::fixed, 4, ValueKind::other},            // ref_sup4
    Form{0x1d, Written::offset, 0, ValueKind::other},           // strp_sup
    Form{0x1e, Written::fixed, 16, ValueKind::other},           // data16
    Form{0x1f, Written::offset, 0, ValueKind::line_string},     // line_strp
    Form{0x20, Written::fixed, 8, ValueKind::other},            // ref_sig8
    Form{0x21, Written::nothing, 0, ValueKind::number},         // implicit_const
    Form{0x22, Written::leb, 0, ValueKind::other},              // loclistx
    Form{0x23, Written::leb, 0, ValueKind::list_index},         // rnglistx
    Form{0x24, Written::fixed, 8, ValueKind::other},            // ref_sup8
    Form{0x25, Written::fixed, 1, ValueKind::string_index},     // strx1
    Form{0x26, Written::fixed, 2, ValueKind::string_index},     // strx2
    Form{0x27, Written::fixed, 3, ValueKind::string_index},     // strx3
    Form{0x28, Written::fixed, 4, ValueKind::string_index},     // strx4
    Form{0x29, Written::fixed, 1, ValueKind::address_index},    // addrx1
    Form{0x2a, Written::fixed, 2, ValueKind::address_index},    // addrx2
    Form{0x2b, Written::fixed, 3, ValueKind::address_index},    // addrx3
    Form{0x2c, Written::fixed, 4, ValueKind::address_index},    // addrx4
    Form{0x1f20, Written::offset, 0, ValueKind::other},         // GNU_ref_alt
    Form{0x1f21, Written::offset, 0, ValueKind::other},         // GNU_strp_alt
};

std::uint64_t fixed(DwarfCursor& cursor, unsigned bytes) {
  if (bytes <= 8) return cursor.number(bytes);
  cursor.skip(bytes);
  return 0;
}

// The entry of a table of numbers, all of one width, that begins somewhere.
std::optional<std::uint64_t> entry_of(std::span<const std::byte> table, Endian endian,
                                      std::uint64_t base, std::uint64_t index, unsigned width) {
  if (base > table.size() || index > (table.size() - base) / width) return std::nullopt;
  DwarfCursor cursor(table, endian, base + index * width);
  std::uint64_t number = cursor.number(width);
  if (cursor.failed()) return std::nullopt;
  return number;
}

}  // namespace

AttributeValue read_value(DwarfCursor& cursor, std::uint64_t number, const UnitShape& shape,
                          std::int64_t implicit) {
  constexpr std::uint64_t indirect = 0x16;
  if (number == indirect) number = cursor.unsigned_leb();
  const auto* form = std::ranges::find(forms, number, &Form::number);
  if (form == forms.end() || cursor.failed()) {
    cursor.fail();
    return {};
  }
  AttributeValue value{form->kind, 0};
  switch (form->written) {
  case Written::fixed: value.number = fixed(cursor, form->bytes); break;
  case Written::offset: value.number = cursor.number(shape.offset_size); break;
  case Written::an_address: value.number = cursor.number(shape.address_size); break;
  case Written::leb: value.number = cursor.unsigned_leb(); break;
  case Written::signed_leb: value.number = static_cast<std::uint64_t>(cursor.signed_leb()); break;
  case Written::block:
    cursor.skip(form->bytes == 0 ? cursor.unsigned_leb() : cursor.number(form->bytes));
    break;
  case Written::text:
    value.number = cursor.at();
    (void)cursor.string();
    break;
  case Written::nothing: value.number = static_cast<std::uint64_t>(implicit); break;
  }
  return value;
}

std::string_view string_of(const AttributeValue& value, std::span<const std::byte> here,
                           const DebugBytes& debug, const UnitShape& shape,
                           const UnitBases& bases) {
  switch (value.kind) {
  case ValueKind::string_here: return debug_string(here, value.number);
  case ValueKind::string: return debug_string(debug.strings, value.number);
  case ValueKind::line_string: return debug_string(debug.line_strings, value.number);
  case ValueKind::string_index: {
    std::optional<std::uint64_t> offset = entry_of(debug.string_offsets, debug.endian,
                                                   bases.strings, value.number, shape.offset_size);
    return offset ? debug_string(debug.strings, *offset) : std::string_view();
  }
  default: return {};
  }
}

std::optional<std::uint64_t> address_of(const AttributeValue& value, const DebugBytes& debug,
                                        const UnitShape& shape, const UnitBases& bases) {
  if (value.kind == ValueKind::address) return value.number;
  if (value.kind != ValueKind::address_index) return std::nullopt;
  return entry_of(debug.addresses, debug.endian, bases.addresses, value.number, shape.address_size);
}

}  // namespace ashore::elf
