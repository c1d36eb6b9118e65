// SPDX-License-Identifier: Apache-2.0
// Numbers that registers of A32 surely hold while instructions follow each other: more kinds of
// arithmetic than addresses of code need.
#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "ashore/reach/code_view.h"

namespace ashore::reach {

class A32Numbers {
 public:
  explicit A32Numbers(const CodeView& view) : view_(view) {}

  void forget() { held_ = {}; }
  void forget(std::uint32_t registers);
  // Before the instruction at `address`; as it reads there, the program counter is 8 further on.
  std::optional<std::uint32_t> held(unsigned reg, std::uint64_t address) const {
    if (reg == 15) return static_cast<std::uint32_t>(address + 8);
    return held_[reg];
  }
  // What registers hold after it.
  void pass(std::uint32_t word, const Step& step, std::uint64_t address);

 private:
  std::optional<std::uint32_t> made(std::uint32_t word, const Step& step,
                                    std::uint64_t address) const;
  std::optional<std::uint32_t> calculated(std::uint32_t word, std::uint64_t address) const;

  const CodeView& view_;
  std::array<std::optional<std::uint32_t>, 16> held_;
};

}  // namespace ashore::reach
