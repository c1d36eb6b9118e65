// SPDX-License-Identifier: Apache-2.0
// Zig 0.14 and younger: the names of its C libraries are those of lib/std/zig/target.zig.
#include <algorithm>

#include "ashore/target/compilers.h"
#include "ashore/target/names_of.h"

namespace ashore {

namespace {

std::string arch_word(const TargetChoice& choice) {
  Arch arch = choice.triple.machine.arch;
  if (is_big(choice)) {
    if (arch == Arch::arm) return "armeb";
    if (arch == Arch::aarch64) return "aarch64_be";
    return std::string(name(arch));
  }
  if (arch == Arch::mips) return "mipsel";
  if (arch == Arch::mips64) return "mips64el";
  if (arch == Arch::powerpc64) return "powerpc64le";
  return std::string(name(arch));
}

std::string abi_word(const TargetChoice& choice) {
  const Machine& machine = choice.triple.machine;
  std::string word = choice.triple.libc == Libc::musl ? "musl" : "gnu";
  bool names_float =
      machine.arch == Arch::arm || machine.arch == Arch::mips || machine.arch == Arch::powerpc;
  if (names_float) word += is_soft(choice) ? "eabi" : "eabihf";
  if (machine.arch == Arch::mips64) word += "abi64";
  if (machine.abi == Abi::x32) word += "x32";
  return word;
}

// LLVM's names with low lines: "cortex_a9", "soft_float".
std::string spelled(std::string word) {
  std::ranges::replace(word, '-', '_');
  std::ranges::replace(word, '.', '_');
  return word;
}

void append(std::string& cpu, char sign, std::string_view feature) {
  cpu += sign;
  cpu += spelled(std::string(feature));
}

// "armv7-a" is the feature v7a there.
std::string version_feature(const TargetChoice& choice) {
  std::string word = choice.floor.baseline;
  if (word.starts_with("arm")) word.erase(0, 3);
  std::erase(word, '-');
  return word;
}

// Whether the name of the core stands for division.
bool cpu_divides(const TargetChoice& choice) {
  std::vector<std::string> attributes = llvm_attributes(choice);
  return std::ranges::any_of(attributes, [](const std::string& attribute) {
    return attribute.ends_with("hwdiv") || attribute.ends_with("hwdiv-arm");
  });
}

// Zig takes features away one by one and puts back what another needs, so that a core with less
// than usual is better built up than cut down.
std::string arm_cpu(const TargetChoice& choice) {
  std::string cpu = "generic";
  if (is_soft(choice)) {
    if (!choice.cpu.empty() && arm_version(choice) <= 7)
      cpu = spelled(choice.cpu);
    else
      append(cpu, '+', version_feature(choice));
    append(cpu, '+', "soft-float");
    if (arm_version(choice) == 7) append(cpu, '-', "neon");
    bool divides = cpu_divides(choice);
    // Virtualization brings division with it.
    if (divides && !has_all(choice, "hwdiv hwdiv-arm")) append(cpu, '-', "virtualization");
    for (std::string_view feature : {"hwdiv", "hwdiv-arm"}) {
      if (divides && !has(choice, feature)) append(cpu, '-', feature);
    }
    return cpu;
  }
  append(cpu, '+', version_feature(choice));
  for (std::string_view feature :
       {"hwdiv", "hwdiv-arm", "vfp2", "vfp3d16", "vfp3", "vfp4d16", "vfp4", "neon"}) {
    if (has(choice, feature)) append(cpu, '+', feature);
  }
  return cpu;
}

std::string aarch64_cpu(const TargetChoice& choice) {
  std::string cpu = "generic";
  for (std::string_view feature : {"crc", "aes", "sha2", "lse", "rdm", "fullfp16", "dotprod"}) {
    if (has(choice, feature)) append(cpu, '+', feature);
  }
  return cpu;
}

std::string cpu_word(const TargetChoice& choice) {
  if (choice.triple.machine.arch == Arch::arm) return arm_cpu(choice);
  if (choice.triple.machine.arch == Arch::aarch64) return aarch64_cpu(choice);
  std::string cpu = spelled(llvm_cpu(choice));
  for (const std::string& attribute : llvm_attributes(choice))
    append(cpu, attribute.front(), attribute.substr(1));
  return cpu;
}

}  // namespace

Expected<std::vector<std::string>> zig_words(const TargetChoice& choice) {
  if (choice.triple.libc == Libc::uclibc) return nothing_there("Zig", choice, "it has no uClibc");
  return std::vector<std::string>{"-target " + arch_word(choice) + "-linux-" + abi_word(choice) +
                                  " -mcpu=" + cpu_word(choice)};
}

}  // namespace ashore
