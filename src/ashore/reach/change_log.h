// SPDX-License-Identifier: Apache-2.0
// When what is known about places of code last changed. What was found out before and rests on
// places that did not change since need not be found out again.
#pragma once

#include <algorithm>
#include <bit>
#include <cstdint>
#include <vector>

#include "ashore/elf/loaded_image.h"

namespace ashore::reach {

// All code that a question looked at lies between these, both included.
struct Extent {
  std::uint64_t first = ~std::uint64_t{0}, last = 0;

  void include(std::uint64_t address) {
    first = std::min(first, address);
    last = std::max(last, address);
  }
};

class ChangeLog {
 public:
  using Time = std::uint32_t;

  explicit ChangeLog(const std::vector<elf::CodeRange>& code) {
    std::uint64_t blocks = 0;
    for (const elf::CodeRange& range : code) {
      ranges_.push_back({range.address, range.size, blocks});
      blocks += range.size / block_size + 1;
    }
    leaves_ = std::bit_ceil(std::max<std::uint64_t>(blocks, 1));
    latest_.resize(2 * leaves_);
  }

  Time now() const { return now_; }
  void next() { ++now_; }

  // Something is known now about bytes between these that was not known before.
  void change(std::uint64_t first, std::uint64_t last) {
    std::uint64_t end = block_of(last);
    for (std::uint64_t block = block_of(first); block <= end; ++block) {
      for (std::uint64_t at = leaves_ + block; at > 0 && latest_[at] != now_; at /= 2)
        latest_[at] = now_;
    }
  }
  // An extent, in little memory.
  struct Blocks {
    std::uint32_t first = 0, last = 0;
  };
  Blocks blocks_of(const Extent& extent) const {
    return {static_cast<std::uint32_t>(block_of(extent.first)),
            static_cast<std::uint32_t>(block_of(extent.last))};
  }
  bool has_changed(Blocks blocks, Time since) const {
    std::uint64_t first = leaves_ + blocks.first, end = leaves_ + blocks.last + 1;
    for (; first < end; first /= 2, end /= 2) {
      if (first % 2 != 0 && latest_[first++] >= since) return true;
      if (end % 2 != 0 && latest_[--end] >= since) return true;
    }
    return false;
  }

 private:
  // Small enough that a change in one function is none in most others.
  static constexpr std::uint64_t block_size = 256;

  struct Range {
    std::uint64_t address = 0, size = 0, first_block = 0;
  };

  // Of an address between two ranges, that of the nearest byte of code before it.
  std::uint64_t block_of(std::uint64_t address) const {
    auto after = std::ranges::upper_bound(ranges_, address, {}, &Range::address);
    if (after == ranges_.begin()) return 0;
    const Range& range = *std::prev(after);
    return range.first_block + std::min(address - range.address, range.size) / block_size;
  }

  std::vector<Range> ranges_;  // by address
  std::uint64_t leaves_ = 1;
  std::vector<Time> latest_;  // a tree: of each block, and of all blocks below
  Time now_ = 1;
};

}  // namespace ashore::reach
