// SPDX-License-Identifier: Apache-2.0
// Which machine the header's numbers stand for, with its calling convention for floats.
#include "ashore/elf/format.h"

namespace ashore {

std::optional<Machine> machine_of(const ElfFacts& file, FloatAbi unless_said) {
  if (!file.arch) return std::nullopt;
  return Machine{*file.arch, file.endian, file.abi, file.float_abi.value_or(unless_said)};
}

namespace elf {

namespace {

// ELF for the Arm Architecture, 5.3.1: the float flags mean this from EABI version 5 on.
constexpr std::uint32_t arm_eabi_mask = 0xFF000000, arm_eabi_5 = 0x05000000, arm_float_soft = 0x200,
                        arm_float_hard = 0x400;

void derive_arm(ElfFacts& facts) {
  facts.arch = Arch::arm;
  // Version 0 is the old ABI of before 2006; its programs need a kernel with OABI_COMPAT.
  facts.abi = (facts.flags & arm_eabi_mask) == 0 ? Abi::plain : Abi::arm_eabi;
  if ((facts.flags & arm_eabi_mask) >= arm_eabi_5) {
    if ((facts.flags & arm_float_hard) != 0)
      facts.float_abi = FloatAbi::hard;
    else if ((facts.flags & arm_float_soft) != 0)
      facts.float_abi = FloatAbi::soft;
  }
  // Linkers before binutils 2.23 (2012) set neither flag; their attributes still tell.
  if (facts.float_abi || !facts.arm_attributes || facts.abi != Abi::arm_eabi) return;
  std::uint64_t vfp_args = facts.arm_attributes->vfp_args.value_or(0);
  if (vfp_args == 1) facts.float_abi = FloatAbi::hard;
  if (vfp_args == 0) facts.float_abi = FloatAbi::soft;
}

void derive_mips(ElfFacts& facts) {
  constexpr std::uint32_t ef_mips_abi2 = 0x20;
  bool n32 = facts.bits == 32 && (facts.flags & ef_mips_abi2) != 0;
  facts.arch = facts.bits == 64 || n32 ? Arch::mips64 : Arch::mips;
  facts.abi = facts.bits == 64 ? Abi::mips_n64 : n32 ? Abi::mips_n32 : Abi::mips_o32;
  unsigned fp_abi =
      facts.mips_abi_flags ? facts.mips_abi_flags->fp_abi : facts.mips_gnu_fp_abi.value_or(0);
  if (fp_abi == 3)
    facts.float_abi = FloatAbi::soft;
  else if (fp_abi != 0)
    facts.float_abi = FloatAbi::hard;
}

void derive_riscv(ElfFacts& facts) {
  constexpr std::uint32_t ef_riscv_float_abi = 6;
  facts.arch = facts.bits == 64 ? Arch::riscv64 : Arch::riscv32;
  facts.abi = facts.bits == 64 ? Abi::riscv_lp64 : Abi::riscv_ilp32;
  facts.float_abi = (facts.flags & ef_riscv_float_abi) == 0 ? FloatAbi::soft : FloatAbi::hard;
}

void derive_loongarch(ElfFacts& facts) {
  // psABI: 1 soft, 2 single, 3 double. Only the 64-bit architecture has Linux systems.
  if (facts.bits != 64) return;
  facts.arch = Arch::loongarch64;
  facts.float_abi = (facts.flags & 7) == 1 ? FloatAbi::soft : FloatAbi::hard;
}

// Architectures of one class, whose ABI always has floats in registers.
void derive_plain(ElfFacts& facts, Arch arch, unsigned bits) {
  if (facts.bits != bits) return;
  facts.arch = arch;
  if (arch != Arch::powerpc) facts.float_abi = FloatAbi::hard;
}

}  // namespace

void derive_machine(ElfFacts& facts) {
  switch (facts.machine) {
  case em_386: return derive_plain(facts, Arch::x86, 32);
  case em_x86_64:
    derive_plain(facts, Arch::x86_64, facts.bits);
    if (facts.bits == 32) facts.abi = Abi::x32;
    return;
  case em_arm:
    if (facts.bits == 32) derive_arm(facts);
    return;
  case em_aarch64: return derive_plain(facts, Arch::aarch64, 64);
  case em_mips: return derive_mips(facts);
  case em_riscv: return derive_riscv(facts);
  case em_ppc: return derive_plain(facts, Arch::powerpc, 32);
  case em_ppc64: return derive_plain(facts, Arch::powerpc64, 64);
  case em_loongarch: return derive_loongarch(facts);
  default: return;
  }
}

}  // namespace elf
}  // namespace ashore
