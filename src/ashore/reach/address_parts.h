// SPDX-License-Identifier: Apache-2.0
// Addresses of code that are made in two parts, on machines whose instructions hold no whole one:
// which sums may be the second part. Most sums are arithmetic and need not be looked at.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "ashore/reach/code_view.h"

namespace ashore::reach {

class AddressParts {
 public:
  explicit AddressParts(const CodeView& view) : view_(view) {}

  // Code begins that is read in sequence: what registers hold is as others left it.
  void begin_run() { here_ = elsewhere_ = 0; }
  // An instruction of that run.
  void pass(const Step& step) {
    if (is_first_part(step)) {
      mark(step.to);
      set(step, State::part);
      return;
    }
    bool is_copy = step.effect == Effect::sum && step.number == 0 && step.first != no_register &&
                   step.second == no_register;
    if (is_copy && may_be_part(step.first)) {
      copies_[step.first] |= bit(step.to);
      if ((parts_ & bit(step.first)) != 0) mark(step.to);
      set(step, State::part);
      return;
    }
    here_ &= ~step.writes;
    elsewhere_ |= step.writes;
  }
  // Whether the sum, before it is passed, may add the second part: if its register held something
  // since before the run, and holds a first part somewhere in the program.
  bool may_be_second(const Step& step) const {
    bool is_sum = step.effect == Effect::sum && step.first != no_register &&
                  step.second == no_register && step.number != 0;
    return is_sum && may_be_part(step.first);
  }
  // Whether a register ever holds a first part, by all that was passed.
  bool is_marked(Register reg) const { return (parts_ & bit(reg)) != 0; }
  std::uint32_t marked() const { return parts_; }

 private:
  enum class State { part, other };
  static std::uint32_t bit(Register reg) { return reg < 32 ? std::uint32_t{1} << reg : 0; }
  bool may_be_part(Register reg) const {
    return reg < 32 && ((here_ & bit(reg)) != 0 || (elsewhere_ & bit(reg)) == 0);
  }
  void set(const Step& step, State state) {
    here_ &= ~step.writes;
    elsewhere_ |= step.writes;
    if (state == State::part) here_ |= bit(step.to);
  }
  void mark(Register reg) {
    std::uint32_t before = 0;
    parts_ |= bit(reg);
    while (before != parts_) {
      before = parts_;
      for (unsigned i = 0; i < copies_.size(); ++i)
        if ((parts_ >> i & 1) != 0) parts_ |= copies_[i];
    }
  }
  // An upper part from which code is within reach of a lower one, or a page out of MIPS's table.
  bool is_first_part(const Step& step) const {
    if (step.to >= 32) return false;
    if (view_.kind() == CodeKind::mips && step.effect == Effect::load &&
        step.size == view_.word_size()) {
      constexpr Register stack = 29;
      return step.first != stack;
    }
    if (step.effect != Effect::sum || step.first != no_register || step.second != no_register)
      return false;
    return view_.has_code_near(static_cast<std::uint64_t>(step.number));
  }

  const CodeView& view_;
  std::uint32_t here_ = 0;       // registers that got a first part in this run
  std::uint32_t elsewhere_ = 0;  // registers that got anything in this run
  std::uint32_t parts_ = 0;      // registers that get a first part anywhere
  std::array<std::uint32_t, 32> copies_{};
};

}  // namespace ashore::reach
