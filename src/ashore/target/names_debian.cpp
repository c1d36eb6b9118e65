// SPDX-License-Identifier: Apache-2.0
// Debian's architectures: https://wiki.debian.org/SupportedArchitectures, and what each assumes:
// https://wiki.debian.org/ArchitectureSpecificsMemo.
#include "ashore/target/names_of.h"

namespace ashore {

namespace {

using Lines = std::vector<std::string>;

Expected<Lines> arm_words(const TargetChoice& choice) {
  if (is_big(choice)) return nothing_there("Debian", choice, "its ARM ports are little-endian");
  if (arm_version(choice) < 5) return nothing_there("Debian", choice, "armel needs ARMv5TE");
  if (is_soft(choice)) return Lines{"armel"};
  if (arm_version(choice) == 7 && has(choice, "vfp3d16")) return Lines{"armhf"};
  return Lines{"armel",
               "# armhf needs ARMv7 with VFPv3-D16; Raspbian calls its ARMv6 one armhf too"};
}

Expected<Lines> mips_words(const TargetChoice& choice) {
  bool is_64_bit = choice.triple.machine.arch == Arch::mips64;
  const std::string& baseline = choice.floor.baseline;
  if (baseline == "mips32" || baseline == "mips64" || baseline.ends_with("r6"))
    return nothing_there("Debian", choice, "its MIPS ports need revision 2");
  if (is_big(choice) && is_64_bit)
    return nothing_there("Debian", choice, "its 64-bit MIPS is little-endian");
  Lines lines = {is_big(choice) ? "mips" : is_64_bit ? "mips64el" : "mipsel"};
  if (is_big(choice)) lines.emplace_back("# Debian 10 is the last with it");
  if (!is_big(choice)) lines.emplace_back("# Debian 12 is the last with it");
  lines.emplace_back("# hard float: without an FPU the kernel must emulate one");
  return lines;
}

Expected<Lines> x86_words(const TargetChoice& choice) {
  if (has(choice, "sse2")) return Lines{"i386"};
  if (choice.floor.baseline == "i686")
    return Lines{"i386", "# Debian 12 is the last that runs without SSE2"};
  return nothing_there("Debian", choice, "its i386 needs an i686");
}

Expected<Lines> powerpc_words(const TargetChoice& choice) {
  if (is_soft(choice)) return nothing_there("Debian", choice, "its port for SPE has ended");
  return Lines{"powerpc", "# a port, not a release"};
}

Expected<Lines> powerpc64_words(const TargetChoice& choice) {
  if (!is_big(choice)) return Lines{"ppc64el"};
  if (!has(choice, "altivec")) return nothing_there("Debian", choice, "its ppc64 needs AltiVec");
  return Lines{"ppc64", "# a port, not a release"};
}

}  // namespace

Expected<std::vector<std::string>> debian_words(const TargetChoice& choice) {
  switch (choice.triple.machine.arch) {
  case Arch::arm: return arm_words(choice);
  case Arch::aarch64:
    if (is_big(choice)) return nothing_there("Debian", choice, "its arm64 is little-endian");
    return Lines{"arm64"};
  case Arch::mips:
  case Arch::mips64: return mips_words(choice);
  case Arch::x86: return x86_words(choice);
  case Arch::x86_64:
    if (choice.triple.machine.abi == Abi::x32) return Lines{"x32", "# a port, not a release"};
    return Lines{"amd64"};
  case Arch::riscv64: return Lines{"riscv64"};
  case Arch::riscv32: return nothing_there("Debian", choice, "it has no 32-bit RISC-V");
  case Arch::powerpc: return powerpc_words(choice);
  case Arch::powerpc64: return powerpc64_words(choice);
  case Arch::loongarch64: return Lines{"loong64"};
  }
  return nothing_there("Debian", choice, "it has no such architecture");
}

}  // namespace ashore
