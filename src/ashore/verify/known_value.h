// SPDX-License-Identifier: Apache-2.0
// What is known of a number of 32 bits: which of its bits are surely set, and which are surely not.
#pragma once

#include <cstdint>
#include <optional>

namespace ashore::verify {

struct KnownValue {
  std::uint32_t zeros = 0, ones = 0;
  // It is the stack pointer as the function began, and so many bytes.
  bool is_on_stack = false;
  std::int32_t place = 0;
  // What the kernel or getauxval said of the CPU has gone into it.
  bool is_asked = false;
  // A bit a variable that is watched: it may be that one's address, among other values.
  std::uint32_t pointers = 0;
  // It is what the register held as the function began.
  bool is_untouched = false;
  // It is a number that was loaded from among the code, and nothing was done to it since.
  bool is_literal = false;
  bool operator==(const KnownValue&) const = default;

  static KnownValue of_bits(std::uint32_t zeros, std::uint32_t ones, bool is_asked = false) {
    return {zeros, ones, false, 0, is_asked, 0, false, false};
  }
  static KnownValue number(std::uint32_t value) { return of_bits(~value, value); }
  static KnownValue on_stack(std::int32_t place) {
    return {0, 0, true, place, false, 0, false, false};
  }
  // What is left if it may be anything.
  KnownValue blurred() const { return {0, 0, false, 0, is_asked, pointers, false, false}; }

  bool is_number() const { return !is_on_stack && (zeros | ones) == ~std::uint32_t{0}; }
  std::optional<std::uint32_t> as_number() const {
    if (!is_number()) return std::nullopt;
    return ones;
  }
  // Of some bytes from the lowest on, moved up to a place in a word.
  KnownValue part(unsigned bytes, unsigned from) const {
    std::uint32_t mask = bytes >= 4 ? ~std::uint32_t{0} : (std::uint32_t{1} << 8 * bytes) - 1;
    return of_bits((zeros >> 8 * from & mask) | ~mask, ones >> 8 * from & mask, is_asked);
  }
};

// What both may be. What is lost of a value must be kept in `pointers` by whoever knows addresses.
inline KnownValue either_of(const KnownValue& a, const KnownValue& b) {
  KnownValue both{0,
                  0,
                  false,
                  0,
                  a.is_asked || b.is_asked,
                  a.pointers | b.pointers,
                  a.is_untouched && b.is_untouched,
                  a.is_literal && b.is_literal};
  if (a.is_on_stack && b.is_on_stack && a.place == b.place) {
    both.is_on_stack = true;
    both.place = a.place;
  } else if (!a.is_on_stack && !b.is_on_stack) {
    both.zeros = a.zeros & b.zeros;
    both.ones = a.ones & b.ones;
  }
  return both;
}

}  // namespace ashore::verify
