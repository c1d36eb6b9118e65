// SPDX-License-Identifier: Apache-2.0
// The kernel's names for the bits of AT_HWCAP and AT_HWCAP2, and which of them make a feature of
// LLVM's. Built in: data/catalogue/hwcap.tsv and features.tsv.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "ashore/target/machine.h"

namespace ashore::catalogue {

struct HwcapBit {
  unsigned bit = 0;
  std::string_view word;  // as /proc/cpuinfo prints it: "vfpv3d16"
};

enum class HwcapVector { hwcap, hwcap2 };

// Empty where the kernel defines none for that architecture, or we have no table.
std::span<const HwcapBit> hwcap_bits(Arch arch, HwcapVector vector);

// A feature is there if all of its words are.
struct FeatureRule {
  std::string_view feature;             // LLVM's name: "dspr2"
  std::vector<std::string_view> words;  // the kernel's: "dsp2", "dsp"
};

std::span<const FeatureRule> feature_rules(Arch arch);

}  // namespace ashore::catalogue
