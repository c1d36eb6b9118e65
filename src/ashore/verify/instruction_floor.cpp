// SPDX-License-Identifier: Apache-2.0
#include "ashore/verify/instruction_floor.h"

#include <array>
#include <cctype>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "ashore/isa/scan.h"

namespace ashore::verify {

namespace {

Failure missing(std::string what) { return failure(ErrorKind::bad_input, std::move(what)); }

// 32-bit code on an ARMv8 core: its 32-bit state has these wherever the 64-bit state has an FPU
// (Linux, arch/arm64/kernel/cpufeature.c, COMPAT_ELF_HWCAP_DEFAULT and compat_elf_hwcaps).
Floor aarch32_floor(const DeviceFacts& device) {
  const std::set<std::string>& wide = device.features->value.names;
  Floor floor{device.machine.value, "armv8-a", {}};
  floor.machine.arch = Arch::arm;
  floor.machine.abi = Abi::arm_eabi;
  floor.features.names = {"dsp", "thumb2"};
  if (wide.contains("fp-armv8") && wide.contains("neon"))
    floor.features.names.insert(
        {"vfp2", "vfp3d16", "d32", "vfp3", "fp16", "vfp4", "fp-armv8", "neon"});
  return floor;
}

bool is_x86(Arch arch) { return arch == Arch::x86 || arch == Arch::x86_64; }

// Code of the other word size: 32-bit programs on a core of 64 bits, which has all of an i686, or
// the other way round, where that core runs it at all.
Floor other_x86_floor(const DeviceFacts& device, Arch arch) {
  Floor floor{device.machine.value, arch == Arch::x86 ? "i686" : "x86-64", device.features->value};
  floor.machine.arch = arch;
  floor.features.names.insert({"cmov", "cx8", "fxsr", "mmx", "sse", "sse2"});
  return floor;
}

constexpr std::array<std::pair<std::string_view, std::string_view>, 9> x86_vectors = {
    {{"avx512f", "AVX-512"},
     {"avx2", "AVX2"},
     {"avx", "AVX"},
     {"sse4.2", "SSE4.2"},
     {"sse4.1", "SSE4.1"},
     {"ssse3", "SSSE3"},
     {"sse3", "SSE3"},
     {"sse2", "SSE2"},
     {"sse", "SSE"}}};

std::string x86_in_words(const Floor& floor) {
  for (const auto& [name, vectors] : x86_vectors)
    if (floor.features.names.contains(std::string(name)))
      return fmt::format("{} with {}", floor.baseline, vectors);
  return floor.baseline + (floor.machine.arch == Arch::x86 ? " without SSE" : "");
}

std::string version_in_words(std::string_view baseline) {
  std::string words(baseline);
  if (baseline.starts_with("armv")) {
    for (char& c : words) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    words[3] = 'v';
  } else if (baseline.starts_with("mips")) {
    words.replace(0, 4, "MIPS");
  }
  return words;
}

constexpr std::array<std::pair<std::string_view, std::string_view>, 7> arm_fpus = {
    {{"fp-armv8", "the FPU of ARMv8"},
     {"fp-armv8d16", "the FPU of ARMv8"},
     {"vfp4", "VFPv4"},
     {"vfp4d16", "VFPv4-D16"},
     {"vfp3", "VFPv3"},
     {"vfp3d16", "VFPv3-D16"},
     {"vfp2", "VFPv2"}}};

std::string arm_in_words(const Floor& floor) {
  const std::set<std::string>& has = floor.features.names;
  std::string words = version_in_words(floor.baseline);
  for (const auto& [name, fpu] : arm_fpus) {
    if (!has.contains(std::string(name))) continue;
    words += fmt::format(" with {}", fpu);
    return words + (has.contains("neon") ? " and NEON" : " without NEON");
  }
  return words + " without FPU";
}

}  // namespace

Expected<Floor> instruction_floor(const ElfFacts& file, const DeviceFacts& device) {
  if (!file.arch) return missing("instructions of this architecture are not checked");
  if (isa::modes_of(*file.arch).empty() && !is_x86(*file.arch))
    return missing(
        fmt::format("instructions of this architecture are not checked: {}", in_words(*file.arch)));
  if (!device.baseline)
    return missing("the device did not tell which version of its architecture its CPU has");
  if (!device.features)
    return missing("the device did not tell which features its CPU has (hwcap, /proc/cpuinfo)");
  Arch own = device.machine.value.arch;
  if (own == *file.arch)
    return Floor{device.machine.value, device.baseline->value, device.features->value};
  if (own == Arch::aarch64 && *file.arch == Arch::arm) return aarch32_floor(device);
  if (is_x86(own) && is_x86(*file.arch)) return other_x86_floor(device, *file.arch);
  bool is_narrow_mips = own == Arch::mips64 && *file.arch == Arch::mips;
  bool is_wide_mips = own == Arch::mips && *file.arch == Arch::mips64;
  if (is_narrow_mips || is_wide_mips) {
    Floor floor{device.machine.value, device.baseline->value, device.features->value};
    floor.machine.arch = *file.arch;
    return floor;
  }
  return missing(fmt::format("the features of the device's CPU are those of {}, the file is for {}",
                             in_words(own), in_words(*file.arch)));
}

bool is_x86(const Floor& floor) { return is_x86(floor.machine.arch); }

std::string in_words(const Floor& floor) {
  if (floor.machine.arch == Arch::arm) return arm_in_words(floor);
  if (is_x86(floor.machine.arch)) return x86_in_words(floor);
  std::string words = version_in_words(floor.baseline);
  bool is_mips = floor.machine.arch == Arch::mips || floor.machine.arch == Arch::mips64;
  if (is_mips && floor.machine.float_abi == FloatAbi::soft) return words + " with soft float";
  return words;
}

}  // namespace ashore::verify
