// SPDX-License-Identifier: Apache-2.0
// The words about which a floor and what lies above it may not be of one mind, as a few patterns:
// all other words are within the floor or no instruction, and need no decoder.
#pragma once

#include <cstdint>
#include <vector>

#include "ashore/isa/decoder.h"
#include "ashore/isa/dialect.h"

namespace ashore::isa {

// Words of that length that agree with `value` in the bits of `mask`.
struct Pattern {
  std::uint32_t mask = 0, value = 0;
  unsigned length = 4;
  bool operator==(const Pattern&) const = default;
};

// What is compared: what a Judge compares.
struct Comparison {
  Mode mode = Mode::a32;
  const Decoder& decoder;
  const Dialect& dialect;
  Decoder::FeatureSet floor = 0;
  std::vector<Decoder::FeatureSet> worlds;
};

// A word that fits none of them has the verdict 0 of a Judge with the same floor and worlds. Why
// that is certain stands in suspects.cpp.
std::vector<Pattern> suspects(const Comparison& comparison);

}  // namespace ashore::isa
