// SPDX-License-Identifier: Apache-2.0
// Addresses of code that are made in two parts, on machines whose instructions hold no whole one.
// Where both parts stand in one run, the sum is known. Parts may also be far from each other: all
// sums that some first and some second part of the program make are places that may be meant.
#pragma once

#include <cstdint>
#include <set>

#include "ashore/reach/code_view.h"

namespace ashore::reach {

class AddressParts {
 public:
  explicit AddressParts(const CodeView& view) : view_(view) {}

  // An instruction of the program.
  void pass(const Step& step, Register stack) {
    if (step.effect != Effect::sum || step.second != no_register || step.number == 0) return;
    if (step.first == no_register) {
      add_first(view_.truncated(static_cast<std::uint64_t>(step.number)));
    } else if (step.first != stack && step.to != stack) {
      seconds_.insert(step.number);
    }
  }
  // A number from which code is within reach of a second part.
  void add_first(std::uint64_t number) {
    if (firsts_.size() < most && view_.has_code_near(number)) firsts_.insert(number);
  }
  // Calls `use` with each sum that is the address of code.
  template <class Use> void for_each_sum(Use use) const {
    for (std::uint64_t first : firsts_) {
      for (std::int64_t second : seconds_) {
        std::uint64_t sum = view_.truncated(first + static_cast<std::uint64_t>(second));
        if (view_.is_code(sum)) use(sum);
      }
    }
  }
  // Whether there were more first parts than are kept.
  bool is_too_many() const { return firsts_.size() == most; }

 private:
  static constexpr std::size_t most = 4096;
  const CodeView& view_;
  std::set<std::uint64_t> firsts_;
  std::set<std::int64_t> seconds_;
};

}  // namespace ashore::reach
