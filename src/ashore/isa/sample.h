// SPDX-License-Identifier: Apache-2.0
// For tests: floors and code in one line.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "ashore/base/text.h"
#include "ashore/isa/scan.h"

namespace ashore::isa {

inline Floor floor_of(Arch arch, std::string baseline, FloatAbi float_abi = FloatAbi::hard,
                      std::string_view features = "") {
  Floor floor{Machine{arch, Endian::little, Abi::plain, float_abi}, std::move(baseline), {}};
  for (std::string_view name : words(features)) floor.features.names.emplace(name);
  return floor;
}

// "e0810002 e320f000": encodings as in the manuals, as little-endian bytes. Four digits are a
// halfword; of eight in Thumb the first four come first.
inline std::string bytes_of(Mode mode, std::string_view encodings) {
  std::string bytes;
  for (std::string_view encoding : words(encodings)) {
    std::uint64_t word = parse_unsigned(encoding, 16).value_or(0);
    if (mode == Mode::thumb && encoding.size() == 8) word = (word & 0xffff) << 16 | word >> 16;
    for (std::size_t i = 0; i < encoding.size() / 2; ++i)
      bytes.push_back(static_cast<char>(word >> (8 * i)));
  }
  return bytes;
}

}  // namespace ashore::isa
