// SPDX-License-Identifier: Apache-2.0
// Sorts out words that fit no pattern, by one look into a bitmap each; a few that fit none pass
// too.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "ashore/isa/encoding.h"
#include "ashore/isa/suspects.h"

namespace ashore::isa {

class Sieve {
 public:
  Sieve(Mode mode, std::span<const Pattern> patterns);

  // False: the word of four bytes fits no pattern. `mode` must be the sieve's.
  template <Mode mode> bool holds_word(std::uint32_t word) const {
    std::uint32_t index = place_of<mode>(word);
    return (words_[index >> 6] >> (index & 63) & 1) != 0;
  }
  // The same of any length; `mode` as above.
  bool holds(const Encoding& encoding, Mode mode) const;
  // False: neither an instruction of two bytes that fits a pattern nor the first two bytes of one
  // of four that does.
  bool holds_half(std::uint32_t half) const { return (halves_[half >> 6] >> (half & 63) & 1) != 0; }

 private:
  // The bits that tell most instructions apart, few enough for a bitmap that stays in a core's
  // nearest caches.
  template <Mode mode> static std::uint32_t index_of(std::uint32_t word) {
    if constexpr (mode == Mode::a32)
      return (word >> 20 & 0xff) | (word >> 4 & 0xff) << 8;
    else if constexpr (mode == Mode::thumb)
      return (word >> 20 & 0x1ff) | (word >> 15 & 1) << 9 | (word >> 4 & 0xff) << 10;
    else if constexpr (mode == Mode::a64)
      return word >> 21 | (word >> 10 & 0x3f) << 11 | (word >> 4 & 1) << 17;
    else if constexpr (mode == Mode::mips)
      return word >> 21 | (word & 0x3f) << 11;
    else
      return (word >> 2 & 0x1f) | (word >> 12 & 7) << 5 | word >> 25 << 8;
  }
  // And bits of which only matters whether all are set: no condition in A32, and in Thumb pc, which
  // makes a preload of a load.
  template <Mode mode> static constexpr std::uint32_t all_set = 0;
  static constexpr std::uint32_t if_all_set = 1U << 18;
  template <Mode mode> static std::uint32_t place_of(std::uint32_t word) {
    constexpr std::uint32_t bits = all_set<mode>;
    if constexpr (bits == 0) return index_of<mode>(word);
    return index_of<mode>(word) | ((word & bits) == bits ? if_all_set : 0);
  }

  template <Mode mode> void add_word(const Pattern& pattern);
  void add_half(std::uint32_t mask, std::uint32_t value);

  std::vector<std::uint64_t> words_;
  std::vector<std::uint64_t> halves_;
};

template <> inline constexpr std::uint32_t Sieve::all_set<Mode::a32> = 0xf0000000;
template <> inline constexpr std::uint32_t Sieve::all_set<Mode::thumb> = 0x0000f000;

}  // namespace ashore::isa
