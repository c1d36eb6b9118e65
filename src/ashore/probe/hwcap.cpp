// SPDX-License-Identifier: Apache-2.0
#include "ashore/probe/hwcap.h"

#include <array>

namespace ashore::probe {

namespace {

// Linux, arch/*/include/uapi/asm/hwcap.h; the words are those of arch/*/kernel/{setup,cpuinfo}.c.
constexpr std::array arm_hwcap = {
    HwcapBit{0, "swp"},      HwcapBit{1, "half"},      HwcapBit{2, "thumb"},
    HwcapBit{3, "26bit"},    HwcapBit{4, "fastmult"},  HwcapBit{5, "fpa"},
    HwcapBit{6, "vfp"},      HwcapBit{7, "edsp"},      HwcapBit{8, "java"},
    HwcapBit{9, "iwmmxt"},   HwcapBit{10, "crunch"},   HwcapBit{11, "thumbee"},
    HwcapBit{12, "neon"},    HwcapBit{13, "vfpv3"},    HwcapBit{14, "vfpv3d16"},
    HwcapBit{15, "tls"},     HwcapBit{16, "vfpv4"},    HwcapBit{17, "idiva"},
    HwcapBit{18, "idivt"},   HwcapBit{19, "vfpd32"},   HwcapBit{20, "lpae"},
    HwcapBit{21, "evtstrm"}, HwcapBit{22, "fphp"},     HwcapBit{23, "asimdhp"},
    HwcapBit{24, "asimddp"}, HwcapBit{25, "asimdfhm"}, HwcapBit{26, "asimdbf16"},
    HwcapBit{27, "i8mm"}};

constexpr std::array arm_hwcap2 = {HwcapBit{0, "aes"},  HwcapBit{1, "pmull"}, HwcapBit{2, "sha1"},
                                   HwcapBit{3, "sha2"}, HwcapBit{4, "crc32"}, HwcapBit{5, "sb"},
                                   HwcapBit{6, "ssbs"}};

constexpr std::array aarch64_hwcap = {
    HwcapBit{0, "fp"},        HwcapBit{1, "asimd"},    HwcapBit{2, "evtstrm"},
    HwcapBit{3, "aes"},       HwcapBit{4, "pmull"},    HwcapBit{5, "sha1"},
    HwcapBit{6, "sha2"},      HwcapBit{7, "crc32"},    HwcapBit{8, "atomics"},
    HwcapBit{9, "fphp"},      HwcapBit{10, "asimdhp"}, HwcapBit{11, "cpuid"},
    HwcapBit{12, "asimdrdm"}, HwcapBit{13, "jscvt"},   HwcapBit{14, "fcma"},
    HwcapBit{15, "lrcpc"},    HwcapBit{16, "dcpop"},   HwcapBit{17, "sha3"},
    HwcapBit{18, "sm3"},      HwcapBit{19, "sm4"},     HwcapBit{20, "asimddp"},
    HwcapBit{21, "sha512"},   HwcapBit{22, "sve"},     HwcapBit{23, "asimdfhm"},
    HwcapBit{24, "dit"},      HwcapBit{25, "uscat"},   HwcapBit{26, "ilrcpc"},
    HwcapBit{27, "flagm"},    HwcapBit{28, "ssbs"},    HwcapBit{29, "sb"},
    HwcapBit{30, "paca"},     HwcapBit{31, "pacg"}};

constexpr std::array aarch64_hwcap2 = {
    HwcapBit{0, "dcpodp"},     HwcapBit{1, "sve2"},       HwcapBit{2, "sveaes"},
    HwcapBit{3, "svepmull"},   HwcapBit{4, "svebitperm"}, HwcapBit{5, "svesha3"},
    HwcapBit{6, "svesm4"},     HwcapBit{7, "flagm2"},     HwcapBit{8, "frint"},
    HwcapBit{9, "svei8mm"},    HwcapBit{10, "svef32mm"},  HwcapBit{11, "svef64mm"},
    HwcapBit{12, "svebf16"},   HwcapBit{13, "i8mm"},      HwcapBit{14, "bf16"},
    HwcapBit{15, "dgh"},       HwcapBit{16, "rng"},       HwcapBit{17, "bti"},
    HwcapBit{18, "mte"},       HwcapBit{19, "ecv"},       HwcapBit{20, "afp"},
    HwcapBit{21, "rpres"},     HwcapBit{22, "mte3"},      HwcapBit{23, "sme"},
    HwcapBit{24, "smei16i64"}, HwcapBit{25, "smef64f64"}, HwcapBit{26, "smei8i32"},
    HwcapBit{27, "smef16f32"}, HwcapBit{28, "smeb16f32"}, HwcapBit{29, "smef32f32"},
    HwcapBit{30, "smefa64"},   HwcapBit{31, "wfxt"},      HwcapBit{32, "ebf16"},
    HwcapBit{33, "sveebf16"}};

constexpr std::array mips_hwcap = {
    HwcapBit{1, "msa"},           HwcapBit{2, "crc32"},         HwcapBit{3, "mips16"},
    HwcapBit{4, "mdmx"},          HwcapBit{5, "mips3d"},        HwcapBit{6, "smartmips"},
    HwcapBit{7, "dsp"},           HwcapBit{8, "dsp2"},          HwcapBit{9, "dsp3"},
    HwcapBit{10, "mips16e2"},     HwcapBit{11, "loongson-mmi"}, HwcapBit{12, "loongson-ext"},
    HwcapBit{13, "loongson-ext2"}};

constexpr std::array riscv_hwcap = {HwcapBit{0, "a"}, HwcapBit{2, "c"}, HwcapBit{3, "d"},
                                    HwcapBit{5, "f"}, HwcapBit{8, "i"}, HwcapBit{12, "m"},
                                    HwcapBit{21, "v"}};

}  // namespace

std::span<const HwcapBit> hwcap_bits(Arch arch) {
  switch (arch) {
  case Arch::arm: return arm_hwcap;
  case Arch::aarch64: return aarch64_hwcap;
  case Arch::mips:
  case Arch::mips64: return mips_hwcap;
  case Arch::riscv32:
  case Arch::riscv64: return riscv_hwcap;
  default: return {};
  }
}

std::span<const HwcapBit> hwcap2_bits(Arch arch) {
  if (arch == Arch::arm) return arm_hwcap2;
  if (arch == Arch::aarch64) return aarch64_hwcap2;
  return {};
}

std::set<std::string> hwcap_words(std::span<const HwcapBit> bits, std::uint64_t value) {
  std::set<std::string> words;
  for (const HwcapBit& known : bits) {
    if ((value >> known.bit & 1) != 0) words.emplace(known.word);
  }
  return words;
}

}  // namespace ashore::probe
