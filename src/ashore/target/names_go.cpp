// SPDX-License-Identifier: Apache-2.0
// Go's ports and their variables: https://go.dev/wiki/MinimumRequirements and `go help
// environment`.
#include "ashore/target/names_of.h"

namespace ashore {

namespace {

using Lines = std::vector<std::string>;

Lines for_go(std::string_view variables) {
  return {"CGO_ENABLED=0 GOOS=linux " + std::string(variables)};
}

// GOARM is what Go calls the FPU: 5 has none, 6 uses VFPv1, 7 VFPv3 with 16 registers.
Expected<Lines> arm_words(const TargetChoice& choice) {
  if (is_big(choice)) return nothing_there("Go", choice, "its arm is little-endian only");
  int version = arm_version(choice);
  if (version < 5) return nothing_there("Go", choice, "it needs ARMv5");
  if (!is_soft(choice))
    return for_go(version == 7 && has(choice, "vfp3d16") ? "GOARCH=arm GOARM=7"
                                                         : "GOARCH=arm GOARM=6");
  Lines lines = for_go("GOARCH=arm GOARM=5");
  if (version >= 6)
    lines.push_back("# from Go 1.22 on GOARM=" + std::to_string(version) +
                    ",softfloat is quicker: it uses the core's own atomic instructions");
  return lines;
}

Expected<Lines> mips_words(const TargetChoice& choice) {
  if (choice.floor.baseline.ends_with("r6"))
    return nothing_there("Go", choice, "its code uses instructions that R6 took away");
  bool is_64_bit = choice.triple.machine.arch == Arch::mips64;
  std::string variables = is_64_bit ? "GOARCH=mips64" : "GOARCH=mips";
  if (!is_big(choice)) variables += "le";
  variables += is_64_bit ? " GOMIPS64=" : " GOMIPS=";
  variables += is_soft(choice) ? "softfloat" : "hardfloat";
  return for_go(variables);
}

// GO386=softfloat spares the FPU, and its start-up still ends without MMX.
Expected<Lines> x86_words(const TargetChoice& choice) {
  if (has(choice, "sse2")) return for_go("GOARCH=386 GO386=sse2");
  if (!has(choice, "mmx")) return nothing_there("Go", choice, "its programs end without MMX");
  return for_go("GOARCH=386 GO386=softfloat");
}

Expected<Lines> x86_64_words(const TargetChoice& choice) {
  if (choice.triple.machine.abi == Abi::x32) return nothing_there("Go", choice, "it has no x32");
  return for_go("GOARCH=amd64 GOAMD64=v" + std::to_string(x86_64_level(choice)));
}

Expected<Lines> powerpc64_words(const TargetChoice& choice) {
  if (!is_big(choice)) return for_go("GOARCH=ppc64le GOPPC64=power8");
  if (!has(choice, "power8-vector")) return nothing_there("Go", choice, "its ppc64 needs POWER8");
  return for_go("GOARCH=ppc64 GOPPC64=power8");
}

}  // namespace

Expected<std::vector<std::string>> go_words(const TargetChoice& choice) {
  switch (choice.triple.machine.arch) {
  case Arch::arm: return arm_words(choice);
  case Arch::aarch64:
    if (is_big(choice)) return nothing_there("Go", choice, "its arm64 is little-endian only");
    return for_go("GOARCH=arm64");
  case Arch::mips:
  case Arch::mips64: return mips_words(choice);
  case Arch::x86: return x86_words(choice);
  case Arch::x86_64: return x86_64_words(choice);
  case Arch::riscv64: return for_go("GOARCH=riscv64");
  case Arch::riscv32: return nothing_there("Go", choice, "it has no 32-bit RISC-V");
  case Arch::powerpc: return nothing_there("Go", choice, "it has no 32-bit PowerPC");
  case Arch::powerpc64: return powerpc64_words(choice);
  case Arch::loongarch64: return for_go("GOARCH=loong64");
  }
  return nothing_there("Go", choice, "it has no such architecture");
}

}  // namespace ashore
