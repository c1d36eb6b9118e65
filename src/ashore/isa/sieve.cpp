// SPDX-License-Identifier: Apache-2.0
#include "ashore/isa/sieve.h"

namespace ashore::isa {

namespace {

// Marks all numbers that have `fixed` and any of the bits of `open`: 64 at once, since six of the
// bits say which one of a word.
void set_all(std::vector<std::uint64_t>& bitmap, std::uint32_t fixed, std::uint32_t open) {
  std::uint64_t marks = std::uint64_t{1} << (fixed & 63);
  for (unsigned bit = 0; bit < 6; ++bit) {
    if ((open >> bit & 1) != 0) marks |= marks << (1U << bit);
  }
  std::uint32_t first = fixed >> 6, others = open >> 6;
  for (std::uint32_t some = others;; some = (some - 1) & others) {
    bitmap[first | some] |= marks;
    if (some == 0) return;
  }
}

}  // namespace

template <Mode mode> void Sieve::add_word(const Pattern& pattern) {
  // An index is a choice of bits, so that of the mask says which bits of the others' are known.
  std::uint32_t known = index_of<mode>(pattern.mask), open = index_of<mode>(0xffffffff) & ~known;
  std::uint32_t fixed = index_of<mode>(pattern.value) & known;
  std::uint32_t bits = all_set<mode>, mask = pattern.mask & bits, value = pattern.value & mask;
  if (bits != 0 && value == mask) set_all(words_, fixed | if_all_set, open);
  if (mask != bits || value != bits || bits == 0) set_all(words_, fixed, open);
}

void Sieve::add_half(std::uint32_t mask, std::uint32_t value) {
  set_all(halves_, value & 0xffff, ~mask & 0xffff);
}

bool Sieve::holds(const Encoding& encoding, Mode mode) const {
  if (encoding.length == 2) return holds_half(encoding.word);
  switch (mode) {
  case Mode::a32: return holds_word<Mode::a32>(encoding.word);
  case Mode::thumb: return holds_word<Mode::thumb>(encoding.word);
  case Mode::a64: return holds_word<Mode::a64>(encoding.word);
  case Mode::mips: return holds_word<Mode::mips>(encoding.word);
  case Mode::riscv: return holds_word<Mode::riscv>(encoding.word);
  case Mode::x86_32:
  case Mode::x86_64: break;
  }
  return true;
}

Sieve::Sieve(Mode mode, std::span<const Pattern> patterns)
    : words_(2 * std::size_t{if_all_set} / 64), halves_((std::size_t{1} << 16) / 64) {
  for (const Pattern& pattern : patterns) {
    if (pattern.length == 2) {
      add_half(pattern.mask, pattern.value);
      continue;
    }
    switch (mode) {
    case Mode::a32: add_word<Mode::a32>(pattern); break;
    case Mode::thumb:
      add_word<Mode::thumb>(pattern);
      add_half(pattern.mask >> 16, pattern.value >> 16);
      break;
    case Mode::a64: add_word<Mode::a64>(pattern); break;
    case Mode::mips: add_word<Mode::mips>(pattern); break;
    case Mode::riscv:
      add_word<Mode::riscv>(pattern);
      add_half(pattern.mask, pattern.value);
      break;
    case Mode::x86_32:
    case Mode::x86_64: break;
    }
  }
}

}  // namespace ashore::isa
