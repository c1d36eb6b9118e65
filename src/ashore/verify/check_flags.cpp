// SPDX-License-Identifier: Apache-2.0
// What e_flags and .MIPS.abiflags promise beyond the float ABI: the age of the ARM ABI, the MIPS
// instruction set level, its FPU's mode and its NaN encoding, variants of RISC-V.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "ashore/verify/check.h"

namespace ashore::verify {

namespace {

struct MipsLevel {
  std::uint32_t number;  // EF_MIPS_ARCH >> 28
  std::string_view name;
  unsigned revision;  // of the MIPS32 and MIPS64 architectures; 0: older than both
  bool wide;          // has 64-bit registers
};

constexpr std::array mips_levels = {
    MipsLevel{0, "mips1", 0, false},    MipsLevel{1, "mips2", 0, false},
    MipsLevel{2, "mips3", 0, true},     MipsLevel{3, "mips4", 0, true},
    MipsLevel{4, "mips5", 0, true},     MipsLevel{5, "mips32", 1, false},
    MipsLevel{6, "mips64", 1, true},    MipsLevel{7, "mips32r2", 2, false},
    MipsLevel{8, "mips64r2", 2, true},  MipsLevel{9, "mips32r6", 6, false},
    MipsLevel{10, "mips64r6", 6, true},
};

Checked check_mips_level(const Subject& subject) {
  if (!subject.device.baseline) return nothing_to_say();
  const auto* file = std::ranges::find(mips_levels, subject.file.flags >> 28, &MipsLevel::number);
  const auto* device =
      std::ranges::find(mips_levels, subject.device.baseline->value, &MipsLevel::name);
  if (file == mips_levels.end() || device == mips_levels.end()) return nothing_to_say();
  const Evidence& evidence = subject.device.baseline->evidence;
  std::string text =
      fmt::format("the program is marked {}, the CPU is {}", file->name, device->name);
  // Revision 6 gave old encodings new meanings: neither way is a subset of the other.
  if (file->revision == 6 && device->revision != 6)
    return will_not_run(text, evidence, build_for_device);
  bool same_meaning = (file->revision == 6) == (device->revision == 6);
  bool within = same_meaning && file->revision <= device->revision && (!file->wide || device->wide);
  // A linker takes the highest mark of all objects, and rustc marks its own by the target whatever
  // the floor is. No kernel looks at it for o32; every instruction is looked at elsewhere.
  if (!within && same_meaning && subject.file.abi == Abi::mips_o32)
    return runs(text + ", which its instructions decide", evidence);
  if (!within) return cannot_tell(text, evidence, build_for_device);
  return runs(text, evidence);
}

// How the program wants the registers of the FPU. Modes of o32 only: the 64-bit ABIs always have
// 64-bit registers. Source: "MIPS O32 ABI - FR0 and FR1 interlinking"; Linux,
// arch/mips/kernel/elf.c.
Checked check_mips_fp_mode(const Subject& subject) {
  constexpr std::uint32_t ef_mips_fp64 = 0x200;
  constexpr unsigned fp_old_64 = 4, fp_64 = 6, fp_64a = 7;
  const ElfFacts& file = subject.file;
  if (file.abi != Abi::mips_o32) return nothing_to_say();
  unsigned fp_abi =
      file.mips_abi_flags ? file.mips_abi_flags->fp_abi : file.mips_gnu_fp_abi.value_or(0);
  bool is_wide = fp_abi == fp_old_64 || fp_abi == fp_64 || fp_abi == fp_64a ||
                 (file.flags & ef_mips_fp64) != 0;
  if (!is_wide) return nothing_to_say();
  std::string needs = "the program needs 64-bit FPU registers in o32 (FR=1)";
  const char* hint = "build with -mfpxx or -mfp32, which run in both modes of the FPU";
  // The first kernel that reads what the program wants; older ones start it in the other mode.
  const MaybeFact<Version>& kernel = subject.device.kernel;
  if (kernel && kernel->value < Version{{3, 14}})
    return will_not_run(needs + ", which kernels before 3.14 do not switch on", kernel->evidence,
                        hint);
  return cannot_tell(needs +
                         ", which only some CPUs have and only kernels built for that switch on "
                         "(CONFIG_MIPS_O32_FP64_SUPPORT)",
                     evidence_of(kernel), hint);
}

bool tells(const MaybeFact<Features>& features, const char* name) {
  return features && features->value.names.contains(name);
}

// arch/mips/kernel/elf.c: -ENOEXEC unless the FPU, or the kernel's emulation, can do it.
Checked check_mips_nan(const Subject& subject) {
  constexpr std::uint32_t ef_mips_nan2008 = 0x400;
  if ((subject.file.flags & ef_mips_nan2008) == 0) return nothing_to_say();
  if (tells(subject.device.features, "nan2008"))
    return runs("the program encodes NaN as IEEE 754-2008 does, and so does this CPU",
                evidence_of(subject.device.features));
  return cannot_tell("the program encodes NaN as IEEE 754-2008 does, which not every MIPS "
                     "kernel accepts (it may be started with ieee754=relaxed)",
                     {}, "build without `-mnan=2008`");
}

// The worst, or the first that passes.
Checked check_mips(const Subject& subject) {
  Checked worst = nothing_to_say();
  for (Checked (*check)(const Subject&) : {check_mips_level, check_mips_fp_mode, check_mips_nan}) {
    Checked checked = check(subject);
    bool is_worse =
        checked.finding && (!worst.finding || worst.finding->answer < checked.finding->answer);
    if (is_worse) worst = std::move(checked);
  }
  return worst;
}

// Source: RISC-V ELF psABI, "File Header". That RVC is not there the instructions tell.
Checked check_riscv(const Subject& subject) {
  constexpr std::uint32_t float_abi = 0x6, quad = 0x6, rve = 0x8, tso = 0x10;
  if ((subject.file.flags & rve) != 0)
    return will_not_run("the program uses the ABI for cores with 16 registers (RVE), which Linux "
                        "does not have",
                        {}, build_for_device);
  if ((subject.file.flags & float_abi) == quad && !tells(subject.device.features, "q"))
    return cannot_tell("the program passes floats in 128-bit FPU registers, and no such FPU is "
                       "known on this device",
                       evidence_of(subject.device.features), build_for_device);
  if ((subject.file.flags & tso) != 0 && !tells(subject.device.features, "ztso"))
    return cannot_tell("the program relies on the order of memory of x86 (Ztso), and the device "
                       "did not say that its CPU keeps it",
                       evidence_of(subject.device.features), "build without -march=...ztso");
  return nothing_to_say();
}

}  // namespace

Checked check_flags(const Subject& subject) {
  if (subject.file.arch == Arch::arm && subject.file.abi != Abi::arm_eabi)
    return cannot_tell("the program uses the old ARM ABI (before EABI), which few kernels accept",
                       {}, build_for_device);
  if (subject.file.machine == 8 /* EM_MIPS */) return check_mips(subject);
  if (subject.file.machine == 243 /* EM_RISCV */) return check_riscv(subject);
  return nothing_to_say();
}

}  // namespace ashore::verify
