// SPDX-License-Identifier: Apache-2.0
#include "ashore/catalogue/hwcap.h"

#include <gtest/gtest.h>

#include <array>
#include <set>
#include <string>

namespace ashore::catalogue {
namespace {

constexpr std::array architectures = {
    Arch::x86,     Arch::x86_64,  Arch::arm,     Arch::aarch64,   Arch::mips,       Arch::mips64,
    Arch::riscv32, Arch::riscv64, Arch::powerpc, Arch::powerpc64, Arch::loongarch64};

unsigned bit_of(Arch arch, HwcapVector vector, std::string_view word) {
  for (const HwcapBit& known : hwcap_bits(arch, vector)) {
    if (known.word == word) return known.bit;
  }
  return 64;
}

// The numbers are those of arch/*/include/uapi/asm/hwcap.h and cputable.h.
TEST(Hwcap, the_bits_that_decide_are_where_the_kernel_has_them) {
  EXPECT_EQ(bit_of(Arch::arm, HwcapVector::hwcap, "vfp"), 6U);
  EXPECT_EQ(bit_of(Arch::arm, HwcapVector::hwcap, "vfpv3d16"), 14U);
  EXPECT_EQ(bit_of(Arch::arm, HwcapVector::hwcap2, "aes"), 0U);
  EXPECT_EQ(bit_of(Arch::aarch64, HwcapVector::hwcap, "atomics"), 8U);
  EXPECT_EQ(bit_of(Arch::aarch64, HwcapVector::hwcap2, "bti"), 17U);
  EXPECT_EQ(bit_of(Arch::mips64, HwcapVector::hwcap, "msa"), 1U);
  EXPECT_EQ(bit_of(Arch::riscv32, HwcapVector::hwcap, "v"), 21U);
  EXPECT_EQ(bit_of(Arch::powerpc, HwcapVector::hwcap, "fpu"), 27U);
  EXPECT_EQ(bit_of(Arch::powerpc, HwcapVector::hwcap, "spe"), 23U);
  EXPECT_EQ(bit_of(Arch::powerpc64, HwcapVector::hwcap2, "arch_2_07"), 31U);
  EXPECT_EQ(bit_of(Arch::loongarch64, HwcapVector::hwcap, "lasx"), 5U);
}

TEST(Hwcap, no_bit_and_no_word_stands_for_two_things) {
  for (Arch arch : architectures) {
    for (HwcapVector vector : {HwcapVector::hwcap, HwcapVector::hwcap2}) {
      std::set<unsigned> bits;
      std::set<std::string_view> words;
      for (const HwcapBit& known : hwcap_bits(arch, vector)) {
        EXPECT_TRUE(bits.insert(known.bit).second) << known.word;
        EXPECT_TRUE(words.insert(known.word).second) << known.word;
        EXPECT_LT(known.bit, 64U);
        EXPECT_FALSE(known.word.empty());
      }
    }
  }
  EXPECT_TRUE(hwcap_bits(Arch::x86, HwcapVector::hwcap).empty());
}

TEST(Hwcap, every_feature_asks_for_at_least_one_word) {
  for (Arch arch : architectures) {
    std::set<std::string_view> features;
    for (const FeatureRule& rule : feature_rules(arch)) {
      EXPECT_TRUE(features.insert(rule.feature).second) << rule.feature;
      EXPECT_FALSE(rule.words.empty()) << rule.feature;
    }
    EXPECT_GE(features.size(), 7U) << name(arch);
  }
}

}  // namespace
}  // namespace ashore::catalogue
