// SPDX-License-Identifier: Apache-2.0
// Numbers that registers surely hold while instructions follow each other without a branch.
#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "ashore/reach/code_view.h"

namespace ashore::reach {

class RunValues {
 public:
  explicit RunValues(const CodeView& view) : view_(view) {}

  void forget() { known_ = 0; }

  // The address that a load reads, with what registers hold before it.
  std::optional<std::uint64_t> read_address(const Step& step) const {
    if (step.effect != Effect::load || step.size == 0) return std::nullopt;
    return sum(step);
  }

  // What registers hold after the instruction.
  void pass(const Step& step) {
    std::optional<std::uint64_t> made;
    if (!step.is_optional()) made = value_of(step);
    known_ &= ~step.writes;
    if (!made || step.to >= registers) return;
    known_ |= std::uint32_t{1} << step.to;
    values_[step.to] = *made;
  }

  // Empty: it may hold anything.
  std::optional<std::uint64_t> held(Register reg) const {
    if (reg >= registers || (known_ >> reg & 1) == 0) return std::nullopt;
    return values_[reg];
  }

 private:
  static constexpr Register registers = 32;

  std::optional<std::uint64_t> sum(const Step& step) const {
    std::uint64_t value = static_cast<std::uint64_t>(step.number);
    for (const auto& [reg, shift] :
         {std::pair(step.first, std::uint8_t{0}), std::pair(step.second, step.shift)}) {
      if (reg == no_register) continue;
      if (step.second_size != 0) return std::nullopt;
      std::optional<std::uint64_t> part = held(reg);
      if (!part) return std::nullopt;
      value += *part << shift;
    }
    return view_.truncated(value);
  }
  std::optional<std::uint64_t> value_of(const Step& step) const {
    if (step.effect == Effect::sum) return sum(step);
    if (step.effect == Effect::high_half) {
      std::optional<std::uint64_t> low = held(step.first);
      if (!low) return std::nullopt;
      return (*low & ~(std::uint64_t{0xFFFF} << step.shift)) |
             static_cast<std::uint64_t>(step.number) << step.shift;
    }
    std::optional<std::uint64_t> address = read_address(step);
    if (!address || step.size != view_.word_size()) return std::nullopt;
    return view_.constant(*address, step.size);
  }

  const CodeView& view_;
  std::uint32_t known_ = 0;  // a bit a register
  std::array<std::uint64_t, registers> values_{};
};

}  // namespace ashore::reach
