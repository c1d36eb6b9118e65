// SPDX-License-Identifier: Apache-2.0
#include "ashore/choose/floor.h"

#include <array>
#include <string_view>

namespace ashore::choose {

namespace {

struct Promise {
  std::string_view subarch;
  std::string_view baseline;
  std::array<std::string_view, 6> features;  // of hard-float targets
};

// rustc 1.95, `--print target-spec-json`: cpu and features of each target.
constexpr std::array promises = {
    Promise{"armv4t", "armv4t", {}},
    Promise{"armv5te", "armv5te", {"dsp"}},
    Promise{"arm", "armv6", {"vfp2", "dsp"}},
    Promise{"armv7", "armv7-a", {"vfp2", "vfp3d16", "dsp"}},
    Promise{"thumbv7neon", "armv7-a", {"vfp2", "vfp3d16", "vfp3", "d32", "neon", "dsp"}},
    Promise{"armeb", "armv8-a", {"dsp", "crc"}},
    Promise{"aarch64", "armv8-a", {"fp-armv8", "neon"}},
    Promise{"mips", "mips32r2", {}},
    Promise{"mips64", "mips64r2", {}},
    Promise{"mipsisa32r6", "mips32r6", {}},
    Promise{"mipsisa64r6", "mips64r6", {}},
    Promise{"powerpc", "ppc", {"hard-float"}},
    Promise{"powerpc64", "ppc64", {"hard-float", "altivec"}},
    Promise{"x86_64", "x86-64", {"cmov", "cx8", "mmx", "sse", "sse2"}},
    Promise{"i686", "i686", {"cmov", "cx8", "mmx", "sse", "sse2"}},
    Promise{"i586", "i586", {"cx8"}},
    Promise{"riscv64gc", "rv64gc", {"m", "a", "f", "d", "c"}},
    Promise{"riscv64a23", "rva23u64", {"m", "a", "f", "d", "c", "v"}},
    Promise{"riscv32gc", "rv32gc", {"m", "a", "f", "d", "c"}},
    Promise{"loongarch64", "loongarch64", {"f", "d", "lsx"}},
};

// What only an FPU can do; an ARM target of soft float never uses it.
constexpr std::array<std::string_view, 15> arm_fpu = {
    "vfp2", "vfp3d16", "vfp3", "d32",     "vfp4d16",  "vfp4",    "fp16", "neon",
    "aes",  "sha2",    "bf16", "dotprod", "fullfp16", "fp16fml", "i8mm"};

void without_fpu(Features& features) {
  for (std::string_view name : arm_fpu) features.names.erase(std::string(name));
}

bool is_soft_arm(const Machine& machine) {
  return machine.arch == Arch::arm && machine.float_abi == FloatAbi::soft;
}

bool is_spe(const Machine& machine) {
  return machine.arch == Arch::powerpc && machine.float_abi == FloatAbi::soft;
}

bool is_power8(const Machine& machine) {
  return machine.arch == Arch::powerpc64 && machine.endian == Endian::little;
}

// A 64-bit core in its 32-bit state: LLVM's armv8-a would bring crc and crypto along, which many
// of them lack.
std::string capped(const std::string& baseline, const Machine& machine) {
  return machine.arch == Arch::arm && baseline == "armv8-a" ? "armv7-a" : baseline;
}

// What a MIPS runs that did not say its revision: code for the first.
std::string of_a_silent_core(const std::string& promised) {
  bool is_mips_r2 = promised == "mips32r2" || promised == "mips64r2";
  return is_mips_r2 ? promised.substr(0, promised.size() - 2) : promised;
}

}  // namespace

TargetChoice choice_of(const RustTarget& target) {
  TargetChoice choice;
  choice.triple = *target.triple;
  choice.floor = floor_of(choice.triple);
  bool is_static = choice.triple.libc == Libc::musl && target.static_possible;
  choice.linkage = is_static ? Linkage::fully_static : Linkage::dynamic;
  choice.needs_crt_static = is_static && !target.static_by_default;
  choice.std = target.prebuilt_std ? StdSource::prebuilt : StdSource::source;
  choice.tier = target.tier;
  choice.atomic_bits = target.atomic_bits;
  return choice;
}

Floor floor_of(const Triple& triple) {
  Floor floor{triple.machine, "", {}};
  for (const Promise& promise : promises) {
    if (promise.subarch != triple.subarch) continue;
    floor.baseline = promise.baseline;
    for (std::string_view feature : promise.features) {
      if (!feature.empty()) floor.features.names.emplace(feature);
    }
  }
  if (is_soft_arm(triple.machine)) without_fpu(floor.features);
  if (is_spe(triple.machine)) floor.features.names = {"spe"};
  if (is_power8(triple.machine)) {
    floor.baseline = "ppc64le";
    floor.features.names.insert({"vsx", "power8-vector"});
  }
  return floor;
}

Floor floor_of(const Triple& triple, const DeviceFacts& device) {
  Floor floor = floor_of(triple);
  floor.baseline = device.baseline ? capped(device.baseline->value, triple.machine)
                                   : of_a_silent_core(floor.baseline);
  if (device.features) {
    floor.features = device.features->value;
    if (is_soft_arm(triple.machine)) without_fpu(floor.features);
  }
  return floor;
}

std::set<std::string> lacking(const Triple& triple, const DeviceFacts& device) {
  if (!device.features) return {};
  std::set<std::string> missing;
  for (const std::string& feature : floor_of(triple).features.names) {
    if (!device.features->value.names.contains(feature)) missing.insert(feature);
  }
  return missing;
}

}  // namespace ashore::choose
