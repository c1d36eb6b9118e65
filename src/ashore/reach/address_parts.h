// SPDX-License-Identifier: Apache-2.0
// Addresses of code that are made in two parts, on machines whose instructions hold no whole one.
// Where both parts stand in one run, the sum is known. Parts may also be far from each other: all
// sums that some first and some second part of the program make are places that may be meant.
#pragma once

#include <cstdint>
#include <unordered_set>
#include <vector>

#include "ashore/flow/convention.h"
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
      seconds_.add(step.number);
    }
  }
  // A number from which code is within reach of a second part.
  void add_first(std::uint64_t number) {
    if (firsts_.all.size() < most && !firsts_.known.contains(number) && view_.has_code_near(number))
      firsts_.add(number);
  }
  // Calls `use` with each sum that no earlier call was about, and that may be the address of an
  // instruction by its alignment.
  template <class Use> void for_each_new_sum(Use use) {
    std::uint64_t beside_unit = flow::convention_of(view_.kind()).unit - 1;
    for (std::size_t i = 0; i < firsts_.all.size(); ++i) {
      for (std::size_t j = i < firsts_.used ? seconds_.used : 0; j < seconds_.all.size(); ++j) {
        std::uint64_t sum = firsts_.all[i] + static_cast<std::uint64_t>(seconds_.all[j]);
        if ((sum & beside_unit) == 0) use(view_.truncated(sum));
      }
    }
    firsts_.used = firsts_.all.size();
    seconds_.used = seconds_.all.size();
  }
  // Whether there were more first parts than are kept.
  bool is_too_many() const { return firsts_.all.size() == most; }

 private:
  static constexpr std::size_t most = 4096;
  const CodeView& view_;
  template <class T> struct Parts {
    std::vector<T> all;           // each once
    std::unordered_set<T> known;  // the same
    std::size_t used = 0;         // so many at the beginning

    void add(T part) {
      if (known.insert(part).second) all.push_back(part);
    }
  };
  Parts<std::uint64_t> firsts_;
  Parts<std::int64_t> seconds_;
};

}  // namespace ashore::reach
