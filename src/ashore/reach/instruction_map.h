// SPDX-License-Identifier: Apache-2.0
// A number for every place where an instruction may begin, in memory that grows only where code
// is found.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "ashore/elf/loaded_image.h"

namespace ashore::reach {

// `Number` is zero where nothing was put.
template <class Number> class InstructionMap {
 public:
  // `unit`: instructions begin at multiples of so many bytes.
  InstructionMap(const std::vector<elf::CodeRange>& code, unsigned unit) : unit_(unit) {
    for (const elf::CodeRange& range : code) {
      // Segments of hostile files begin anywhere.
      std::uint64_t before = range.address % unit;
      ranges_.push_back({range.address - before, range.size + before, {}});
      ranges_.back().chunks.resize((range.size + before) / unit / chunk_units + 1);
    }
  }

  Number get(std::uint64_t address) const {
    for (const Range& range : ranges_) {
      if (address < range.address || address - range.address >= range.size) continue;
      std::uint64_t index = (address - range.address) / unit_;
      const std::unique_ptr<Number[]>& chunk = range.chunks[index / chunk_units];
      return chunk ? chunk[index % chunk_units] : Number{};
    }
    return Number{};
  }
  // `address` lies in code.
  void put(std::uint64_t address, Number value) {
    for (Range& range : ranges_) {
      if (address < range.address || address - range.address >= range.size) continue;
      std::uint64_t index = (address - range.address) / unit_;
      std::unique_ptr<Number[]>& chunk = range.chunks[index / chunk_units];
      if (!chunk) chunk = std::make_unique<Number[]>(chunk_units);
      chunk[index % chunk_units] = value;
      return;
    }
  }
  // Calls `use` with address and number, by ascending address.
  template <class Use> void for_each(Use use) const {
    for (const Range& range : ranges_) {
      for (std::size_t c = 0; c < range.chunks.size(); ++c) {
        if (!range.chunks[c]) continue;
        for (std::uint64_t i = 0; i < chunk_units; ++i) {
          if (range.chunks[c][i] != Number{})
            use(range.address + (c * chunk_units + i) * unit_, range.chunks[c][i]);
        }
      }
    }
  }

 private:
  static constexpr std::uint64_t chunk_units = 1024;
  struct Range {
    std::uint64_t address = 0, size = 0;
    std::vector<std::unique_ptr<Number[]>> chunks;
  };
  unsigned unit_;
  std::vector<Range> ranges_;
};

}  // namespace ashore::reach
