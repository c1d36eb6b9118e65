// SPDX-License-Identifier: Apache-2.0
// Which line of which source file the code at an address comes from, by .debug_line. Source: DWARF
// 5, section 6.2.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string_view>

#include "ashore/elf/compile_units.h"
#include "ashore/elf/debug_sections.h"

namespace ashore::elf {

struct SourceLine {
  std::string_view file;  // as the compiler wrote it: "src/main.c", or only "main.c"
  std::uint64_t line = 0;
};

using SourceLines = std::map<std::uint64_t, SourceLine>;

class LinePrograms {
 public:
  // `debug` must outlive this, and all that it gives.
  explicit LinePrograms(const DebugBytes& debug)
      : debug_(debug), bytes_left_(2 * debug.lines.size()) {}

  // Runs the unit's program once for all of these addresses, which are sorted, and adds what it
  // says of them. Programs that many units share are not run again and again.
  void add_lines(const CompileUnit& unit, std::span<const std::uint64_t> addresses,
                 SourceLines& lines);

 private:
  const DebugBytes& debug_;
  std::uint64_t bytes_left_;
};

}  // namespace ashore::elf
