// SPDX-License-Identifier: Apache-2.0
// Goes through code at memory's speed and stops at what passes a sieve.
#pragma once

#include <cstddef>
#include <cstdint>

#include "ashore/isa/encoding.h"
#include "ashore/isa/sieve.h"

namespace ashore::isa {

// Offsets from which instructions are looked at; they may end after it.
struct Range {
  std::size_t begin = 0, end = 0;
};

// Words and halfwords lie at multiples of their size in memory, wherever the piece begins.
inline std::size_t first_offset(const Code& code, const Range& range) {
  unsigned step = step_of(code.mode);
  std::uint64_t address = code.address + range.begin;
  return range.begin + static_cast<std::size_t>((step - address % step) % step);
}

// Compilers make one load of it.
template <unsigned length, Endian endian> std::uint32_t load(const char* bytes) {
  std::uint32_t value = 0;
  for (unsigned i = 0; i < length; ++i) {
    unsigned shift = 8 * (endian == Endian::little ? i : length - 1 - i);
    value |= std::uint32_t{static_cast<unsigned char>(bytes[i])} << shift;
  }
  return value;
}

// `look(offset)`: false ends it.
template <Mode mode, Endian endian, class Look>
bool walk_words(const Code& code, const Range& range, const Sieve& sieve, Look&& look) {
  for (std::size_t at = first_offset(code, range); at < range.end && at + 4 <= code.bytes.size();
       at += 4) {
    std::uint32_t word = load<4, endian>(code.bytes.data() + at);
    if (sieve.holds_word<mode>(word) && !look(at)) return false;
  }
  return true;
}

// Modes in which the first halfword says how long an instruction is. Most need no second look.
template <Mode mode, Endian endian, class Look>
bool walk_halves(const Code& code, const Range& range, const Sieve& sieve, Look&& look) {
  bool in_sequence = code.boundaries == Boundaries::in_sequence;
  const char* bytes = code.bytes.data();
  auto is_held = [&](std::size_t at, std::uint32_t half) {
    unsigned length = length_from<mode>(half);
    if (length == 2) return true;
    if (length > 4 || at + 4 > code.bytes.size()) return false;
    std::uint32_t second = load<2, endian>(bytes + at + 2);
    return sieve.holds_word<mode>(mode == Mode::thumb ? half << 16 | second : second << 16 | half);
  };
  for (std::size_t at = first_offset(code, range); at < range.end && at + 2 <= code.bytes.size();) {
    std::uint32_t half = load<2, endian>(bytes + at);
    if (sieve.holds_half(half) && is_held(at, half) && !look(at)) return false;
    at += in_sequence ? length_from<mode>(half) : 2;
  }
  return true;
}

template <Endian endian, class Look>
bool walk_in_order(const Code& code, const Range& range, const Sieve& sieve, Look&& look) {
  switch (code.mode) {
  case Mode::a32: return walk_words<Mode::a32, endian>(code, range, sieve, look);
  case Mode::thumb: return walk_halves<Mode::thumb, endian>(code, range, sieve, look);
  case Mode::a64: return walk_words<Mode::a64, endian>(code, range, sieve, look);
  case Mode::mips: return walk_words<Mode::mips, endian>(code, range, sieve, look);
  case Mode::riscv: return walk_halves<Mode::riscv, endian>(code, range, sieve, look);
  case Mode::x86_32:
  case Mode::x86_64: break;
  }
  return true;
}

template <class Look>
bool walk(const Code& code, const Range& range, const Sieve& sieve, Look&& look) {
  return code.endian == Endian::big ? walk_in_order<Endian::big>(code, range, sieve, look)
                                    : walk_in_order<Endian::little>(code, range, sieve, look);
}

}  // namespace ashore::isa
