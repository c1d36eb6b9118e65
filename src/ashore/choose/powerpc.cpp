// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "ashore/choose/ruling.h"

namespace ashore::choose {

namespace {

enum class Fpu { classic, spe, none, not_known };

// What the core's name tells where AT_HWCAP did not. 440 and 464 are sold with and without.
struct Core {
  std::string_view name;
  Fpu fpu;
};
constexpr std::array cores = {
    Core{"464fp", Fpu::classic}, Core{"e300", Fpu::classic},  Core{"e500mc", Fpu::classic},
    Core{"e5500", Fpu::classic}, Core{"e6500", Fpu::classic}, Core{"970", Fpu::classic},
    Core{"e500v2", Fpu::spe},    Core{"e500", Fpu::none},     Core{"405", Fpu::none},
};

Fpu fpu_of(const DeviceFacts& device) {
  if (has(device, "hard-float")) return Fpu::classic;
  std::string_view baseline = baseline_of(device);
  // The first e500 has single precision only, and its SPE is not what Rust's spe targets assume.
  if (has(device, "spe")) return baseline == "e500" ? Fpu::none : Fpu::spe;
  if (device.features) return Fpu::none;
  for (const Core& core : cores) {
    if (core.name == baseline) return core.fpu;
  }
  return baseline.starts_with("power") ? Fpu::classic : Fpu::not_known;
}

std::string where_told(const DeviceFacts& device) {
  if (device.features) return device.features->evidence.source;
  return device.baseline ? device.baseline->evidence.text : std::string();
}

Ruling fpu_rule(const RustTarget& target, const DeviceFacts& device) {
  Fpu fpu = fpu_of(device);
  bool for_spe = target.abi == "spe";
  if (fpu == Fpu::not_known) return cannot_tell("the device did not say whether it has an FPU");
  if (for_spe && fpu != Fpu::spe)
    return no(fmt::format("assumes the SPE unit of an e500v2, which {} does not show",
                          where_told(device)));
  if (!for_spe && fpu == Fpu::spe)
    return no("needs a classic FPU; this core has the SPE unit in its place");
  if (!for_spe && fpu == Fpu::none)
    return no(fmt::format("no classic FPU in {}", where_told(device)));
  Ruling ruling;
  ruling.reasons.push_back(for_spe ? fmt::format("SPE, and no classic FPU ({})", where_told(device))
                                   : fmt::format("classic FPU ({})", where_told(device)));
  return ruling;
}

// LLVM's ppc64 has AltiVec and fsqrt, ppc64le is POWER8.
void core_of_64_bits(const RustTarget& target, const DeviceFacts& device, Ruling& ruling) {
  std::string_view baseline = baseline_of(device);
  constexpr std::array<std::string_view, 2> without_fsqrt = {"e5500", "e6500"};
  if (!target.big_endian) {
    constexpr std::array<std::string_view, 6> older = {"e5500",  "e6500",  "970",
                                                       "power5", "power6", "power7"};
    if (std::ranges::find(older, baseline) != older.end())
      ruling = no(fmt::format("assumes POWER8, this core is {}", baseline));
    else if (device.features && !has(device, "vsx"))
      ruling = no(fmt::format("assumes POWER8, and {} shows no vsx", source_of_features(device)));
    else if (baseline.empty() && !device.features)
      ruling.warnings.emplace_back(
          "the device did not say which core it is; Rust's target needs POWER8");
  } else if (std::ranges::find(without_fsqrt, baseline) != without_fsqrt.end() ||
             (device.features && !has(device, "altivec"))) {
    if (target.triple->libc != Libc::musl) {
      ruling = no("assumes ppc64 with AltiVec and fsqrt, which this core lacks");
      return;
    }
    ruling.own_std = true;
    ruling.warnings.push_back(fmt::format("this core is {} and lacks AltiVec or fsqrt, which "
                                          "Rust's target assumes: std must be built "
                                          "for it",
                                          baseline.empty() ? "no ppc64 in full" : baseline));
  }
}

}  // namespace

Ruling powerpc_rule(const RustTarget& target, const DeviceFacts& device) {
  Ruling ruling;
  bool is_64_bit = target.triple->machine.arch == Arch::powerpc64;
  // Every little-endian PowerPC has the FPU: the ABI needs it, as Linux does there.
  if (!is_64_bit || target.big_endian) ruling = fpu_rule(target, device);
  if (ruling.fit == Fit::yes && is_64_bit) core_of_64_bits(target, device, ruling);
  if (ruling.fit != Fit::yes) return ruling;
  ruling.reasons.insert(ruling.reasons.begin(), machine_reason(device));
  if (device.baseline) ruling.reasons.push_back(baseline_reason(device));
  return ruling;
}

}  // namespace ashore::choose
