// SPDX-License-Identifier: Apache-2.0
// The bits of AT_HWCAP and AT_HWCAP2 in the words that /proc/cpuinfo uses for them.
#pragma once

#include <cstdint>
#include <set>
#include <span>
#include <string>
#include <string_view>

#include "ashore/target/machine.h"

namespace ashore::probe {

struct HwcapBit {
  unsigned bit = 0;
  std::string_view word;
};

// Empty for architectures whose AT_HWCAP does not tell features (x86) or that we have no words for.
std::span<const HwcapBit> hwcap_bits(Arch arch);
std::span<const HwcapBit> hwcap2_bits(Arch arch);

std::set<std::string> hwcap_words(std::span<const HwcapBit> bits, std::uint64_t value);

}  // namespace ashore::probe
