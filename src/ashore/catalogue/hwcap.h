// SPDX-License-Identifier: Apache-2.0
// The kernel's names for the bits of AT_HWCAP and AT_HWCAP2. Built in: data/catalogue/hwcap.tsv.
#pragma once

#include <span>
#include <string_view>

#include "ashore/target/machine.h"

namespace ashore::catalogue {

struct HwcapBit {
  unsigned bit = 0;
  std::string_view word;  // as /proc/cpuinfo prints it: "vfpv3d16"
};

enum class HwcapVector { hwcap, hwcap2 };

// Empty where the kernel defines none for that architecture, or we have no table.
std::span<const HwcapBit> hwcap_bits(Arch arch, HwcapVector vector);

}  // namespace ashore::catalogue
