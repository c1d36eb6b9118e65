// SPDX-License-Identifier: Apache-2.0
#include "ashore/probe/cores.h"

#include <array>

namespace ashore::probe {

namespace {

// Part numbers: Arm's technical reference manuals and util-linux, sys-utils/lscpu-arm.c. The
// optional units of a core are not here: only AT_HWCAP knows them.
constexpr std::array arm_cores = {
    ArmCore{0x41, 0x920, "ARM920", "armv4t", "arm920t"},
    ArmCore{0x41, 0x922, "ARM922", "armv4t", "arm922t"},
    ArmCore{0x41, 0x926, "ARM926", "armv5te", "arm926ej-s"},
    ArmCore{0x41, 0x946, "ARM946", "armv5te", "arm946e-s"},
    ArmCore{0x41, 0xa22, "ARM1022", "armv5te", "arm1022e"},
    ArmCore{0x41, 0xa26, "ARM1026", "armv5te", "arm10e"},
    ArmCore{0x41, 0xb02, "ARM11 MPCore", "armv6k", "mpcore"},
    ArmCore{0x41, 0xb36, "ARM1136", "armv6", "arm1136jf-s"},
    ArmCore{0x41, 0xb76, "ARM1176", "armv6kz", "arm1176jzf-s"},
    ArmCore{0x41, 0xc05, "Cortex-A5", "armv7-a", "cortex-a5"},
    ArmCore{0x41, 0xc07, "Cortex-A7", "armv7-a", "cortex-a7"},
    ArmCore{0x41, 0xc08, "Cortex-A8", "armv7-a", "cortex-a8"},
    ArmCore{0x41, 0xc09, "Cortex-A9", "armv7-a", "cortex-a9"},
    ArmCore{0x41, 0xc0d, "Cortex-A12", "armv7-a", "cortex-a12"},
    ArmCore{0x41, 0xc0e, "Cortex-A17", "armv7-a", "cortex-a17"},
    ArmCore{0x41, 0xc0f, "Cortex-A15", "armv7-a", "cortex-a15"},
    ArmCore{0x41, 0xd01, "Cortex-A32", "armv8-a", "cortex-a32"},
    ArmCore{0x41, 0xd03, "Cortex-A53", "armv8-a", "cortex-a53"},
    ArmCore{0x41, 0xd04, "Cortex-A35", "armv8-a", "cortex-a35"},
    ArmCore{0x41, 0xd05, "Cortex-A55", "armv8-a", "cortex-a55"},
    ArmCore{0x41, 0xd07, "Cortex-A57", "armv8-a", "cortex-a57"},
    ArmCore{0x41, 0xd08, "Cortex-A72", "armv8-a", "cortex-a72"},
    ArmCore{0x41, 0xd09, "Cortex-A73", "armv8-a", "cortex-a73"},
    ArmCore{0x41, 0xd0a, "Cortex-A75", "armv8-a", "cortex-a75"},
    ArmCore{0x41, 0xd0b, "Cortex-A76", "armv8-a", "cortex-a76"},
    ArmCore{0x41, 0xd0c, "Neoverse N1", "armv8-a", "neoverse-n1"},
    ArmCore{0x41, 0xd41, "Cortex-A78", "armv8-a", "cortex-a78"},
    ArmCore{0x41, 0xd46, "Cortex-A510", "armv8-a", "cortex-a510"},
    ArmCore{0x41, 0xd47, "Cortex-A710", "armv8-a", "cortex-a710"},
    ArmCore{0x42, 0x00f, "Brahma-B15", "armv7-a", "cortex-a15"},
    ArmCore{0x42, 0x100, "Brahma-B53", "armv8-a", "cortex-a53"},
    ArmCore{0x43, 0x0a2, "ThunderX 81XX", "armv8-a", "thunderxt81"},
    ArmCore{0x51, 0x04d, "Krait", "armv7-a", "krait"},
    ArmCore{0x51, 0x06f, "Krait", "armv7-a", "krait"},
    ArmCore{0x51, 0x801, "Kryo", "armv8-a", "cortex-a53"},
    ArmCore{0x56, 0x131, "Feroceon 88FR131", "armv5te", "arm926ej-s"},
    ArmCore{0x56, 0x581, "Sheeva PJ4", "armv7-a", ""},
    ArmCore{0x56, 0x584, "Sheeva PJ4B-MP", "armv7-a", ""},
    ArmCore{0x66, 0x526, "FA526", "armv4", ""},
    ArmCore{0x66, 0x626, "FA626TE", "armv5te", ""},
    ArmCore{0x69, 0x411, "PXA27x", "armv5te", "iwmmxt"},
    ArmCore{0x69, 0x41c, "IXP425", "armv5te", "xscale"},
    ArmCore{0x69, 0x41d, "IXP425", "armv5te", "xscale"},
    ArmCore{0x69, 0x41f, "IXP425", "armv5te", "xscale"},
};

// Linux, arch/mips/kernel/cpu-probe.c (__cpu_name), and what vendors' kernels print.
constexpr std::array mips_cores = {
    MipsCore{"MIPS 4Kc", "mips32", "mips32"},
    MipsCore{"MIPS 4KEc", "mips32r2", "mips32r2"},
    MipsCore{"MIPS 4KEmp", "mips32", "mips32"},
    MipsCore{"MIPS 5Kc", "mips64", "mips64"},
    MipsCore{"MIPS 20Kc", "mips64", "mips64"},
    MipsCore{"MIPS 24K", "mips32r2", "mips32r2"},
    MipsCore{"MIPS 34K", "mips32r2", "mips32r2"},
    MipsCore{"MIPS 74K", "mips32r2", "mips32r2"},
    MipsCore{"MIPS 1004K", "mips32r2", "mips32r2"},
    MipsCore{"MIPS 1074K", "mips32r2", "mips32r2"},
    MipsCore{"MIPS M14K", "mips32r2", "mips32r2"},
    MipsCore{"MIPS interAptiv", "mips32r2", "mips32r2"},
    MipsCore{"MIPS proAptiv", "mips32r2", "mips32r2"},
    MipsCore{"MIPS P5600", "mips32r5", "p5600"},
    MipsCore{"MIPS M5150", "mips32r5", "mips32r5"},
    MipsCore{"MIPS P6600", "mips64r6", "mips64r6"},
    MipsCore{"MIPS I6400", "mips64r6", "i6400"},
    MipsCore{"MIPS I6500", "mips64r6", "i6500"},
    MipsCore{"Broadcom BMIPS", "mips32", "mips32"},
    MipsCore{"Broadcom BCM", "mips32", "mips32"},
    MipsCore{"Broadcom4350", "mips32", "mips32"},
    MipsCore{"BCM3302", "mips32", "mips32"},
    MipsCore{"Cavium Octeon", "mips64r2", "octeon"},
    MipsCore{"Ingenic JZRISC", "mips32", "mips32"},
    MipsCore{"Ingenic XBurst", "mips32r2", "mips32r2"},
    MipsCore{"ICT Loongson-2", "mips3", "mips3"},
    MipsCore{"ICT Loongson-3", "mips64r2", "mips64r2"},
    MipsCore{"Lexra", "", ""},
    MipsCore{"R3000", "", ""},
    MipsCore{"52481", "", ""},
};

constexpr std::array<std::string_view, 9> arm_order = {
    "armv4", "armv4t", "armv5t", "armv5te", "armv6", "armv6k", "armv6kz", "armv7-a", "armv8-a"};

}  // namespace

const ArmCore* find_arm_core(unsigned implementer, unsigned part) {
  for (const ArmCore& core : arm_cores) {
    if (core.implementer == implementer && core.part == part) return &core;
  }
  return nullptr;
}

const MipsCore* find_mips_core(std::string_view cpu_model) {
  const MipsCore* best = nullptr;
  for (const MipsCore& core : mips_cores) {
    if (!cpu_model.starts_with(core.model)) continue;
    if (best == nullptr || core.model.size() > best->model.size()) best = &core;
  }
  return best;
}

std::optional<int> arm_rank(std::string_view baseline) {
  int rank = 0;
  for (std::string_view name : arm_order) {
    if (name == baseline) return rank;
    ++rank;
  }
  return std::nullopt;
}

}  // namespace ashore::probe
