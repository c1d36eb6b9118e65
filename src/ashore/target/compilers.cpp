// SPDX-License-Identifier: Apache-2.0
#include "ashore/target/compilers.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "ashore/target/names_of.h"
#include "ashore/target/rust_target.h"

namespace ashore {

namespace {

using Flags = std::vector<std::string>;

// Cores that GCC and clang know by LLVM's name; what else LLVM names is too young or too rare.
bool both_know(std::string_view cpu) {
  for (std::string_view beginning : {"cortex-a", "arm9", "arm1", "xscale", "iwmmxt", "mpcore",
                                     "strongarm", "neoverse-", "thunderx", "octeon"}) {
    if (cpu.starts_with(beginning)) return true;
  }
  return false;
}

std::string_view arm_fpu(const TargetChoice& choice) {
  struct Row {
    std::string_view features, name;
  };
  constexpr std::array rows = {Row{"neon vfp4", "neon-vfpv4"},
                               Row{"neon fp16", "neon-fp16"},
                               Row{"neon", "neon"},
                               Row{"vfp4", "vfpv4"},
                               Row{"vfp4d16", "vfpv4-d16"},
                               Row{"vfp3", "vfpv3"},
                               Row{"vfp3d16", "vfpv3-d16"},
                               Row{"", "vfp"}};
  for (const Row& row : rows) {
    if (has_all(choice, row.features)) return row.name;
  }
  return "vfp";
}

// The core's name stands for what every core of that name has besides the FPU, which is said
// apart: up to ARMv7 that is all but division.
bool name_is_within_floor(const TargetChoice& choice) {
  constexpr std::array<std::string_view, 4> with_division = {"cortex-a7", "cortex-a12",
                                                             "cortex-a15", "cortex-a17"};
  constexpr std::array<std::string_view, 3> without = {"cortex-a5", "cortex-a8", "cortex-a9"};
  std::string_view cpu = choice.cpu;
  if (std::ranges::find(with_division, cpu) != with_division.end())
    return has_all(choice, "hwdiv hwdiv-arm");
  if (std::ranges::find(without, cpu) != without.end()) return arm_version(choice) == 7;
  return arm_version(choice) < 7 && both_know(cpu) && !cpu.starts_with("cortex-");
}

Flags arm_flags(const TargetChoice& choice) {
  Flags flags;
  std::string baseline = choice.floor.baseline;
  if (choice.triple.subarch == "armeb") flags.emplace_back("-mbig-endian");
  if (name_is_within_floor(choice)) {
    flags.push_back("-mcpu=" + choice.cpu);
  } else {
    flags.push_back("-march=" + baseline);
    if (both_know(choice.cpu)) flags.push_back("-mtune=" + choice.cpu);
  }
  if (choice.triple.subarch.starts_with("thumb")) flags.emplace_back("-mthumb");
  if (is_soft(choice)) {
    flags.emplace_back("-mfloat-abi=soft");
  } else {
    flags.push_back("-mfpu=" + std::string(arm_fpu(choice)));
    flags.emplace_back("-mfloat-abi=hard");
  }
  return flags;
}

Flags aarch64_flags(const TargetChoice& choice) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 8> extensions = {
      {{"crc", "crc"},
       {"aes", "aes"},
       {"sha2", "sha2"},
       {"lse", "lse"},
       {"rdm", "rdma"},
       {"fullfp16", "fp16"},
       {"dotprod", "dotprod"},
       {"rcpc", "rcpc"}}};
  std::string march = "-march=armv8-a";
  for (const auto& [feature, word] : extensions) {
    if (has(choice, feature)) (march += '+') += word;
  }
  Flags flags = {march};
  if (both_know(choice.cpu)) flags.push_back("-mtune=" + choice.cpu);
  if (is_big(choice)) flags.insert(flags.begin(), "-mbig-endian");
  return flags;
}

Flags mips_flags(const TargetChoice& choice) {
  bool is_64_bit = choice.triple.machine.arch == Arch::mips64;
  return {is_big(choice) ? "-EB" : "-EL", is_64_bit ? "-mabi=64" : "-mabi=32",
          "-march=" + choice.floor.baseline, is_soft(choice) ? "-msoft-float" : "-mhard-float"};
}

Flags x86_flags(const TargetChoice& choice) {
  if (choice.triple.machine.arch == Arch::x86_64) {
    int level = x86_64_level(choice);
    std::string march = "-march=x86-64";
    if (level > 1) march += "-v" + std::to_string(level);
    return {choice.triple.machine.abi == Abi::x32 ? "-mx32" : "-m64", march};
  }
  if (has_all(choice, "cmov cx8 mmx sse sse2")) return {"-m32", "-march=pentium4"};
  Flags flags = {"-m32", has_all(choice, "cx8 mmx") ? "-march=pentium-mmx" : "-march=i586"};
  if (choice.cpu == "geode") flags.emplace_back("-mtune=geode");
  return flags;
}

Flags riscv_flags(const TargetChoice& choice) {
  bool is_64_bit = choice.triple.machine.arch == Arch::riscv64;
  std::string march = is_64_bit ? "-march=rv64gc" : "-march=rv32gc";
  for (std::string_view extension : {"zba", "zbb", "zbs"}) {
    if (has(choice, extension)) (march += '_') += extension;
  }
  return {march, is_64_bit ? "-mabi=lp64d" : "-mabi=ilp32d"};
}

enum class Compiler { gcc, clang };

Flags powerpc_flags(const TargetChoice& choice, Compiler compiler) {
  bool gcc = compiler == Compiler::gcc;
  if (choice.triple.machine.arch == Arch::powerpc64) {
    if (!is_big(choice)) return {"-mcpu=power8", gcc ? "-mabi=elfv2" : "-mlittle-endian"};
    Flags flags = {choice.cpu == "e5500" ? "-mcpu=e5500" : gcc ? "-mcpu=powerpc64" : "-mcpu=ppc64"};
    if (!has(choice, "altivec")) flags.emplace_back("-mno-altivec");
    flags.emplace_back(choice.triple.libc == Libc::musl ? "-mabi=elfv2" : "-mabi=elfv1");
    return flags;
  }
  // GCC lost SPE with version 9. Floats travel alike in its soft-float code.
  if (is_soft(choice)) {
    return gcc ? Flags{"-mcpu=8548", "-msoft-float"} : Flags{"-mcpu=e500", "-mspe"};
  }
  if (has(choice, "booke")) return {gcc ? "-mcpu=440fp" : "-mcpu=440"};
  return {gcc ? "-mcpu=powerpc" : "-mcpu=ppc"};
}

Flags flags_for(const TargetChoice& choice, Compiler compiler) {
  switch (choice.triple.machine.arch) {
  case Arch::arm: return arm_flags(choice);
  case Arch::aarch64: return aarch64_flags(choice);
  case Arch::mips:
  case Arch::mips64: return mips_flags(choice);
  case Arch::x86:
  case Arch::x86_64: return x86_flags(choice);
  case Arch::riscv32:
  case Arch::riscv64: return riscv_flags(choice);
  case Arch::powerpc:
  case Arch::powerpc64: return powerpc_flags(choice, compiler);
  case Arch::loongarch64: return {"-march=loongarch64", "-mabi=lp64d"};
  }
  return {};
}

}  // namespace

std::vector<std::string> gcc_flags(const TargetChoice& choice) {
  return flags_for(choice, Compiler::gcc);
}

std::vector<std::string> clang_flags(const TargetChoice& choice) {
  return flags_for(choice, Compiler::clang);
}

std::string clang_triple(const TargetChoice& choice) {
  const RustTarget* target = find_rust_target(choice.triple);
  std::string triple(target == nullptr ? std::string_view() : target->llvm_triple);
  // Rust says ARMv6 by a feature; clang's plain `arm` is ARMv4T.
  if (triple.starts_with("arm-")) triple.replace(0, 3, "armv6");
  if (triple.ends_with("spe")) triple.resize(triple.size() - 3);
  return triple;
}

}  // namespace ashore
