// SPDX-License-Identifier: Apache-2.0
#include "ashore/reach/a32_numbers.h"

#include <bit>

namespace ashore::reach {

void A32Numbers::forget(std::uint32_t registers) {
  for (unsigned reg = 0; reg < held_.size(); ++reg)
    if ((registers >> reg & 1) != 0) held_[reg].reset();
}

void A32Numbers::pass(std::uint32_t word, const Step& step, std::uint64_t address) {
  std::optional<std::uint32_t> value;
  if (!step.is_conditional()) value = made(word, step, address);
  forget(step.writes);
  if (value && (word >> 12 & 15) != 15) held_[word >> 12 & 15] = value;
}

// Into the register of bits 12 to 15; empty: nothing, or who knows what.
std::optional<std::uint32_t> A32Numbers::made(std::uint32_t word, const Step& step,
                                              std::uint64_t address) const {
  unsigned to = word >> 12 & 15;
  if (step.effect == Effect::load && step.size == 4 && step.to == to && step.flow == Flow::next &&
      step.writes == std::uint32_t{1} << to) {
    auto from = static_cast<std::uint32_t>(step.number);
    for (Register reg : {step.first, step.second}) {
      if (reg == no_register) continue;
      std::optional<std::uint32_t> part = held(reg, address);
      if (!part || step.shift != 0) return std::nullopt;
      from += *part;
    }
    std::optional<std::uint64_t> there = view_.constant(from, 4);
    if (!there) return std::nullopt;
    return static_cast<std::uint32_t>(*there);
  }
  if ((word & 0x0ff00000) == 0x03000000) return (word >> 4 & 0xf000) | (word & 0xfff);  // MOVW
  std::optional<std::uint32_t> before = held(to, address);
  if ((word & 0x0ff00000) == 0x03400000)  // MOVT
    return before ? std::optional((*before & 0xffff) | (word >> 4 & 0xf000) << 16 |
                                  (word & 0xfff) << 16)
                  : std::nullopt;
  if ((word & 0x0fe0007f) == 0x07c0001f) {  // BFC
    unsigned lowest = word >> 7 & 31, highest = word >> 16 & 31;
    if (!before || highest < lowest) return std::nullopt;
    std::uint32_t field = static_cast<std::uint32_t>((std::uint64_t{2} << (highest - lowest)) - 1);
    return *before & ~(field << lowest);
  }
  if ((word & 0x0fe00070) == 0x07e00050) {  // UBFX
    std::optional<std::uint32_t> of = held(word & 15, address);
    if (!of) return std::nullopt;
    return static_cast<std::uint32_t>((*of >> (word >> 7 & 31)) &
                                      ((std::uint64_t{2} << (word >> 16 & 31)) - 1));
  }
  bool is_arithmetic = (word & 0x0c000000) == 0 && (word & 0x02000090) != 0x00000090;
  return is_arithmetic ? calculated(word, address) : std::nullopt;
}

// Arm DDI 0406C, A5.2: data processing.
std::optional<std::uint32_t> A32Numbers::calculated(std::uint32_t word,
                                                    std::uint64_t address) const {
  unsigned operation = word >> 21 & 15;
  bool compares = operation >= 8 && operation <= 11;
  if (compares) return std::nullopt;
  std::optional<std::uint32_t> second;
  if ((word & 0x02000000) != 0) {
    second = std::rotr(word & 0xff, static_cast<int>(2 * (word >> 8 & 15)));
  } else {
    second = held(word & 15, address);
    unsigned amount = word >> 7 & 31, kind = word >> 5 & 3;
    bool by_register = (word & 0x10) != 0, by_carry = kind == 3 && amount == 0;
    if (!second || by_register || by_carry) return std::nullopt;
    if (kind == 0) second = *second << amount;
    if (kind == 1) second = amount == 0 ? 0 : *second >> amount;
    if (kind == 2) {
      auto number = static_cast<std::int32_t>(*second);
      second = static_cast<std::uint32_t>(number >> (amount == 0 ? 31 : amount));
    }
    if (kind == 3) second = std::rotr(*second, static_cast<int>(amount));
  }
  if (operation == 13) return second;    // MOV
  if (operation == 15) return ~*second;  // MVN
  std::optional<std::uint32_t> first = held(word >> 16 & 15, address);
  if (!first) return std::nullopt;
  switch (operation) {
  case 0: return *first & *second;
  case 1: return *first ^ *second;
  case 2: return *first - *second;
  case 3: return *second - *first;
  case 4: return *first + *second;
  case 12: return *first | *second;
  case 14: return *first & ~*second;
  default: return std::nullopt;  // with the carry
  }
}

}  // namespace ashore::reach
