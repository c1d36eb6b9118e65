// SPDX-License-Identifier: Apache-2.0
// OpenWrt's package architectures: include/target.mk and rules.mk of main (2026-08-21) and of the
// branches named in the notes. The first row that is within the floor is the best.
#include <algorithm>
#include <array>

#include "ashore/base/text.h"
#include "ashore/target/names_of.h"

namespace ashore {

namespace {

struct Row {
  std::string_view package;
  Arch arch;
  Endian endian;
  FloatAbi float_abi;
  std::string_view cpus;       // LLVM's names, blanks between; empty: any core
  std::string_view baselines;  // empty: any
  std::string_view features;   // all of them must be there
  std::string_view note;
};

constexpr Endian big = Endian::big, little = Endian::little;
constexpr FloatAbi hard = FloatAbi::hard, soft = FloatAbi::soft;
constexpr std::string_view v7 = "armv7-a armv8-a armv7ve";
constexpr std::string_view until_23_05 = "# OpenWrt 23.05 is the last with it";
constexpr std::string_view until_19_07 = "# OpenWrt 19.07 is the last with it";

constexpr std::array rows = {
    Row{"aarch64_cortex-a53", Arch::aarch64, little, hard, "cortex-a53", "", "", ""},
    Row{"aarch64_cortex-a72", Arch::aarch64, little, hard, "cortex-a72", "", "", ""},
    Row{"aarch64_cortex-a76", Arch::aarch64, little, hard, "cortex-a76", "",
        "crc lse rdm fullfp16 dotprod rcpc", ""},
    Row{"aarch64_generic", Arch::aarch64, little, hard, "", "", "", ""},
    Row{"arm_cortex-a5_vfpv4", Arch::arm, little, hard, "cortex-a5", v7, "vfp4d16", ""},
    Row{"arm_cortex-a15_neon-vfpv4", Arch::arm, little, hard, "cortex-a15 krait", v7,
        "neon vfp4 hwdiv-arm", ""},
    Row{"arm_cortex-a7_neon-vfpv4", Arch::arm, little, hard, "", v7, "neon vfp4 hwdiv-arm", ""},
    Row{"arm_cortex-a7_vfpv4", Arch::arm, little, hard, "cortex-a7", v7, "vfp4d16 hwdiv-arm", ""},
    Row{"arm_cortex-a8_vfpv3", Arch::arm, little, hard, "cortex-a8", v7, "vfp3", ""},
    Row{"arm_cortex-a9_neon", Arch::arm, little, hard, "", v7, "neon", ""},
    Row{"arm_cortex-a9_vfpv3-d16", Arch::arm, little, hard, "", v7, "vfp3d16", ""},
    Row{"arm_arm1176jzf-s_vfp", Arch::arm, little, hard, "", "armv6kz", "vfp2", ""},
    Row{"arm_mpcore_vfp", Arch::arm, little, hard, "", "armv6k", "vfp2", until_19_07},
    Row{"arm_cortex-a7", Arch::arm, little, soft, "cortex-a7 cortex-a53", v7, "hwdiv-arm", ""},
    Row{"arm_cortex-a9", Arch::arm, little, soft, "", v7, "", ""},
    Row{"arm_mpcore", Arch::arm, little, soft, "", "armv6k", "", until_23_05},
    Row{"arm_xscale", Arch::arm, little, soft, "xscale iwmmxt", "armv5te", "dsp", ""},
    Row{"arm_arm926ej-s", Arch::arm, little, soft, "", "armv5te armv5tej armv6 armv6k armv6kz",
        "dsp", ""},
    Row{"arm_fa526", Arch::arm, little, soft, "", "armv4 armv4t", "", ""},
    Row{"armeb_xscale", Arch::arm, big, soft, "", "armv5te", "dsp", ""},
    Row{"mips_24kc", Arch::mips, big, soft, "", "mips32r2 mips32r3 mips32r5", "", ""},
    Row{"mips_mips32", Arch::mips, big, soft, "", "mips32", "", ""},
    Row{"mipsel_24kc", Arch::mips, little, soft, "", "mips32r2 mips32r3 mips32r5", "", ""},
    Row{"mipsel_mips32", Arch::mips, little, soft, "", "mips32", "", ""},
    Row{"mipsel_24kc_24kf", Arch::mips, little, hard, "", "mips32r2 mips32r3 mips32r5", "", ""},
    Row{"mips64_octeonplus", Arch::mips64, big, soft, "octeon octeon+", "", "", ""},
    Row{"mips64_mips64r2", Arch::mips64, big, soft, "", "mips64r2 mips64r3 mips64r5", "", ""},
    Row{"mips64el_mips64r2", Arch::mips64, little, soft, "", "mips64r2 mips64r3 mips64r5", "", ""},
    Row{"mips64el_mips64r2", Arch::mips64, little, hard, "", "mips64r2 mips64r3 mips64r5", "",
        "# soft float there"},
    Row{"mips64_mips64", Arch::mips64, big, soft, "", "mips64", "", until_19_07},
    Row{"mips64el_mips64", Arch::mips64, little, hard, "", "mips64", "",
        "# soft float there; OpenWrt 19.07 is the last with it"},
    Row{"i386_pentium4", Arch::x86, little, hard, "", "", "cmov sse2", ""},
    Row{"i386_pentium-mmx", Arch::x86, little, hard, "", "", "cx8 mmx", ""},
    Row{"x86_64", Arch::x86_64, little, hard, "", "", "", ""},
    Row{"riscv64_generic", Arch::riscv64, little, hard, "", "", "", ""},
    Row{"loongarch64_generic", Arch::loongarch64, little, hard, "", "", "", ""},
    Row{"powerpc_8548", Arch::powerpc, big, soft, "", "", "spe", "# soft float there, without SPE"},
    Row{"powerpc_464fp", Arch::powerpc, big, hard, "", "", "booke hard-float", ""},
    Row{"powerpc64_e5500", Arch::powerpc64, big, hard, "e5500", "", "", ""},
    Row{"powerpc64_e5500", Arch::powerpc64, big, hard, "", "e5500 e6500", "", ""},
};

// An empty list holds everything.
bool holds(std::string_view list, std::string_view word) {
  std::vector<std::string_view> pieces = words(list);
  return list.empty() || std::ranges::find(pieces, word) != pieces.end();
}

bool is_within(const Row& row, const TargetChoice& choice) {
  const Machine& machine = choice.triple.machine;
  return row.arch == machine.arch && row.endian == machine.endian &&
         row.float_abi == machine.float_abi && machine.abi != Abi::x32 &&
         holds(row.cpus, choice.cpu) && holds(row.baselines, choice.floor.baseline) &&
         has_all(choice, row.features);
}

}  // namespace

Expected<std::vector<std::string>> openwrt_words(const TargetChoice& choice) {
  for (const Row& row : rows) {
    if (!is_within(row, choice)) continue;
    std::vector<std::string> lines = {std::string(row.package)};
    if (!row.note.empty()) lines.emplace_back(row.note);
    return lines;
  }
  return nothing_there("OpenWrt", choice, "none of its package architectures is within that");
}

}  // namespace ashore
