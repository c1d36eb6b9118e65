// SPDX-License-Identifier: Apache-2.0
// Many addresses, of which most come again: kept small while they are gathered.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

namespace ashore::elf {

class AddressSet {
 public:
  void add(std::uint64_t address) {
    if (!addresses_.empty() && addresses_.back() == address) return;
    addresses_.push_back(address);
    if (addresses_.size() < sorted_at_) return;
    make_unique();
    sorted_at_ = std::max<std::size_t>(first_limit, 2 * addresses_.size());
  }
  // Ascending, each once; the set is empty after it.
  std::vector<std::uint64_t> take() {
    make_unique();
    return std::move(addresses_);
  }

 private:
  static constexpr std::size_t first_limit = 65536;
  void make_unique() {
    std::ranges::sort(addresses_);
    addresses_.erase(std::unique(addresses_.begin(), addresses_.end()), addresses_.end());
  }
  std::vector<std::uint64_t> addresses_;
  std::size_t sorted_at_ = first_limit;
};

}  // namespace ashore::elf
