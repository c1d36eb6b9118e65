// SPDX-License-Identifier: Apache-2.0
#include "ashore/isa/sieve.h"

namespace ashore::isa {

namespace {

void set(std::vector<std::uint64_t>& bitmap, std::uint32_t index) {
  bitmap[index >> 6] |= std::uint64_t{1} << (index & 63);
}

// All numbers that have `fixed` and any of the bits of `open`.
void set_all(std::vector<std::uint64_t>& bitmap, std::uint32_t fixed, std::uint32_t open) {
  std::uint32_t some = open;
  set(bitmap, fixed | some);
  while (some != 0) {
    some = (some - 1) & open;
    set(bitmap, fixed | some);
  }
}

}  // namespace

template <Mode mode> void Sieve::add_word(const Pattern& pattern) {
  // An index is a choice of bits, so that of the mask says which bits of the others' are known ...
  std::uint32_t known = index_of<mode>(pattern.mask), all = index_of<mode>(0xffffffff);
  std::uint32_t fixed = index_of<mode>(pattern.value) & known;
  if constexpr (mode != Mode::a32) {
    set_all(words_, fixed, all & ~known);
  } else {
    // ... but for A32's last one, which is four bits in one.
    constexpr std::uint32_t no_condition = 1U << 16, condition = 0xf0000000;
    std::uint32_t open = all & ~known & ~no_condition;
    fixed &= ~no_condition;
    std::uint32_t mask = pattern.mask & condition, value = pattern.value & mask;
    if (value == mask) set_all(words_, fixed | no_condition, open);
    if (mask != condition || value != condition) set_all(words_, fixed, open);
  }
}

void Sieve::add_half(const Pattern& pattern) {
  set_all(halves_, pattern.value & 0xffff, ~pattern.mask & 0xffff);
}

Sieve::Sieve(Mode mode, std::span<const Pattern> patterns)
    : words_((std::size_t{1} << 18) / 64), halves_((std::size_t{1} << 16) / 64) {
  for (const Pattern& pattern : patterns) {
    if (pattern.length == 2) {
      add_half(pattern);
      continue;
    }
    switch (mode) {
    case Mode::a32: add_word<Mode::a32>(pattern); break;
    case Mode::thumb: add_word<Mode::thumb>(pattern); break;
    case Mode::a64: add_word<Mode::a64>(pattern); break;
    case Mode::mips: add_word<Mode::mips>(pattern); break;
    case Mode::riscv: add_word<Mode::riscv>(pattern); break;
    }
  }
}

}  // namespace ashore::isa
