// SPDX-License-Identifier: Apache-2.0
// Which source file, and so which crate, the code at an address was compiled from, by the first
// entry of each unit of .debug_info. Damaged or false tables end in fewer names, never in more than
// linear time.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "ashore/elf/debug_sections.h"
#include "ashore/elf/dwarf_forms.h"

namespace ashore::elf {

// One unit, as far as names need it.
struct CompileUnit {
  UnitShape shape;
  UnitBases bases;
  AttributeValue name;                 // DW_AT_name
  std::optional<std::uint64_t> lines;  // of its program in .debug_line
};

class CompileUnits {
 public:
  // `debug` must outlive this, and all names that it gives.
  static CompileUnits of(const DebugBytes& debug);

  bool empty() const { return units_.empty(); }
  // The unit that has code at that address; nullptr: none says so.
  const CompileUnit* at(std::uint64_t address) const;
  // "src/main.c"; of Rust "src/main.rs/@/hello.5f3c9d-cgu.0".
  std::string_view name(const CompileUnit& unit) const;

 private:
  friend class UnitReader;
  struct Range {
    std::uint64_t begin, end;
    std::uint32_t unit;
  };
  DebugBytes debug_;
  std::vector<CompileUnit> units_;
  std::vector<Range> ranges_;  // by address
};

// "hello" of a unit of Rust's compiler; empty for other units.
std::string_view crate_of_unit(std::string_view name);

}  // namespace ashore::elf
