// SPDX-License-Identifier: Apache-2.0
// Many values, most of which come more than once, in little more memory than they need.
#pragma once

#include <algorithm>
#include <cstddef>
#include <utility>
#include <vector>

namespace ashore::reach {

template <class T> class Distinct {
 public:
  void add(const T& value) {
    constexpr std::size_t enough = 4096;
    if (all_.size() > 2 * settled_ + enough) settle();
    all_.push_back(value);
  }
  // In order, each once.
  const std::vector<T>& sorted() {
    settle();
    return all_;
  }
  std::vector<T> take() {
    settle();
    settled_ = 0;
    return std::exchange(all_, {});
  }

 private:
  void settle() {
    std::ranges::sort(all_);
    all_.erase(std::unique(all_.begin(), all_.end()), all_.end());
    settled_ = all_.size();
  }

  std::vector<T> all_;
  std::size_t settled_ = 0;  // so many were there when they were put in order
};

}  // namespace ashore::reach
