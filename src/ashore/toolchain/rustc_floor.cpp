// SPDX-License-Identifier: Apache-2.0
#include "ashore/toolchain/rustc_floor.h"

#include <string_view>

namespace ashore {

namespace {

std::vector<std::string> mips_arguments(const TargetChoice& choice) {
  std::string_view baseline = choice.floor.baseline;
  if (baseline == "mips32" || baseline == "mips32r1")
    return {"-Ctarget-cpu=mips32", "-Ctarget-feature=-mips32r2"};
  if (baseline == "mips64" || baseline == "mips64r1")
    return {"-Ctarget-cpu=mips64", "-Ctarget-feature=-mips64r2,-mips32r2"};
  return {};
}

std::vector<std::string> arm_arguments(const TargetChoice& choice) {
  // Who named the target himself, with no device at hand, gets what Rust ships for it.
  if (choice.std != StdSource::source) return {};
  const std::set<std::string>& features = choice.floor.features.names;
  bool is_hard = choice.triple.machine.float_abi == FloatAbi::hard;
  bool is_armv7 = choice.triple.subarch == "armv7";
  if (!is_hard || !is_armv7 || features.contains("d32") || features.contains("neon")) return {};
  return {"-Ctarget-feature=-d32"};
}

}  // namespace

std::vector<std::string> rustc_floor_arguments(const TargetChoice& choice) {
  switch (choice.triple.machine.arch) {
  case Arch::arm: return arm_arguments(choice);
  case Arch::mips:
  case Arch::mips64: return mips_arguments(choice);
  default: return {};
  }
}

}  // namespace ashore
