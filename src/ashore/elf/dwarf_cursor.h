// SPDX-License-Identifier: Apache-2.0
// Reading DWARF's numbers one after the other. Source: DWARF 5, section 7.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "ashore/base/byte_reader.h"

namespace ashore::elf {

// Goes through bytes; after the first thing that is not there it has failed, and reads zeros.
class DwarfCursor {
 public:
  DwarfCursor(std::span<const std::byte> bytes, Endian endian, std::uint64_t at = 0)
      : reader_(bytes, endian), at_(at) {}

  bool failed() const { return failed_; }
  std::uint64_t at() const { return at_; }
  bool is_at_end() const { return failed_ || at_ >= reader_.size(); }
  void fail() { failed_ = true; }

  // A number of 1, 2, 3, 4 or 8 bytes.
  std::uint64_t number(unsigned size);
  std::uint64_t unsigned_leb();
  std::int64_t signed_leb();
  // Up to the next NUL; longer than any path there is: failed.
  std::string_view string();
  void skip(std::uint64_t bytes);

 private:
  ByteReader reader_;
  std::uint64_t at_ = 0;
  bool failed_ = false;
};

// The string at that offset of .debug_str and its like; empty where none is.
std::string_view debug_string(std::span<const std::byte> table, std::uint64_t offset);

// The length at the beginning of a unit, which also says how wide its offsets are.
struct UnitLength {
  std::uint64_t end = 0;  // of the unit
  unsigned offset_size = 4;
};
UnitLength unit_length(DwarfCursor& cursor);

}  // namespace ashore::elf
