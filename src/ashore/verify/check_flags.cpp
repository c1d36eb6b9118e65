// SPDX-License-Identifier: Apache-2.0
// What e_flags promise beyond the float ABI: the age of the ARM ABI, the MIPS instruction set level
// and its NaN encoding.
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
  bool within = file->revision <= device->revision && (!file->wide || device->wide) &&
                (file->revision == 6) == (device->revision == 6);
  if (!within) return cannot_tell(text, evidence, build_for_device);
  return runs(text, evidence);
}

Checked check_mips(const Subject& subject) {
  constexpr std::uint32_t ef_mips_nan2008 = 0x400;
  Checked level = check_mips_level(subject);
  if (level.finding && level.finding->answer != Answer::runs) return level;
  // arch/mips/kernel/elf.c: -ENOEXEC unless the FPU, or the kernel's emulation, can do it.
  if ((subject.file.flags & ef_mips_nan2008) != 0)
    return cannot_tell("the program encodes NaN as IEEE 754-2008 does, which not every MIPS "
                       "kernel accepts",
                       {}, "build without `-mnan=2008`");
  return level;
}

}  // namespace

Checked check_flags(const Subject& subject) {
  if (subject.file.arch == Arch::arm && subject.file.abi != Abi::arm_eabi)
    return cannot_tell("the program uses the old ARM ABI (before EABI), which few kernels accept",
                       {}, build_for_device);
  if (subject.file.machine == 8 /* EM_MIPS */) return check_mips(subject);
  return nothing_to_say();
}

}  // namespace ashore::verify
