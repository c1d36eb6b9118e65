// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "ashore/choose/ruling.h"

namespace ashore::choose {

namespace {

enum class Fpu { classic, spe, perhaps_spe, none, not_known };

bool is_core(const DeviceFacts& device, std::string_view name) {
  return baseline_of(device) == name || (device.core && device.core->value == name);
}

Fpu fpu_of(const DeviceFacts& device) {
  if (has(device, "hard-float")) return Fpu::classic;
  // LLVM's efpu2 is the first e500: single precision only, and Rust's spe targets use double.
  if (has(device, "spe")) return has(device, "efpu2") ? Fpu::none : Fpu::spe;
  // The catalogue's name for it; a measured core is "ppc", with or without spe.
  if (baseline_of(device) == "e500v2") return Fpu::perhaps_spe;
  return device.features ? Fpu::none : Fpu::not_known;
}

std::string where_told(const DeviceFacts& device) {
  if (device.features) return device.features->evidence.source;
  return device.baseline ? device.baseline->evidence.text : std::string();
}

Ruling fpu_rule(const RustTarget& target, const DeviceFacts& device) {
  Fpu fpu = fpu_of(device);
  bool for_spe = target.abi == "spe";
  bool has_spe = fpu == Fpu::spe || fpu == Fpu::perhaps_spe;
  if (fpu == Fpu::not_known) return cannot_tell("the device did not say whether it has an FPU");
  if (for_spe && fpu == Fpu::perhaps_spe)
    return cannot_tell("an e500v2 has SPE; whether its kernel lets programs use it is not known");
  if (for_spe && fpu != Fpu::spe)
    return no(fmt::format("assumes the SPE unit of an e500v2, which {} does not show",
                          where_told(device)));
  if (!for_spe && has_spe)
    return no("needs a classic FPU; this core has the SPE unit in its place");
  if (!for_spe && fpu == Fpu::none)
    return no(fmt::format("no classic FPU in {}", where_told(device)));
  Ruling ruling;
  ruling.reasons.push_back(for_spe ? fmt::format("SPE, and no classic FPU ({})", where_told(device))
                                   : fmt::format("classic FPU ({})", where_told(device)));
  return ruling;
}

// What the code of the target's std uses beyond the FPU, and this core lacks; empty if nothing.
// LLVM's ppc64 has AltiVec and fsqrt; its 32-bit default has lwsync, which Book E cores before the
// e500mc lack, and what the spe targets do without.
std::string_view lacked(const RustTarget& target, const DeviceFacts& device) {
  if (target.triple->machine.arch == Arch::powerpc) {
    bool has_lwsync =
        !has(device, "booke") || is_core(device, "e500mc") || is_core(device, "e5500");
    return has_lwsync || target.abi == "spe" ? "" : "lwsync";
  }
  bool no_altivec = device.features && !has(device, "altivec");
  if (is_core(device, "e5500") || no_altivec) return "AltiVec or fsqrt";
  return is_core(device, "e6500") ? "fsqrt" : "";
}

// A std of one's own can be had for musl, since std and C library are built for the core.
void own_std_rule(const RustTarget& target, const DeviceFacts& device, Ruling& ruling) {
  std::string_view what = lacked(target, device);
  if (what.empty()) return;
  if (target.triple->libc != Libc::musl) {
    ruling = no(fmt::format("assumes {}, which this core lacks", what));
    return;
  }
  ruling.own_std = true;
  ruling.warnings.push_back(
      fmt::format("this core lacks {}, which Rust's {} target assumes: std must be built for it",
                  what, target.triple->subarch));
}

// Every little-endian PowerPC that Linux runs on has the FPU, and is a POWER8 or younger.
void little_endian_rule(const DeviceFacts& device, Ruling& ruling) {
  for (std::string_view older : {"e5500", "e6500", "970", "power5", "power6", "power7"}) {
    if (is_core(device, older)) ruling = no(fmt::format("assumes POWER8, this core is {}", older));
  }
}

}  // namespace

Ruling powerpc_rule(const RustTarget& target, const DeviceFacts& device) {
  Ruling ruling;
  if (target.big_endian) {
    ruling = fpu_rule(target, device);
    if (ruling.fit == Fit::yes) own_std_rule(target, device, ruling);
  } else {
    little_endian_rule(device, ruling);
  }
  if (ruling.fit != Fit::yes) return ruling;
  ruling.reasons.insert(ruling.reasons.begin(), machine_reason(device));
  if (device.baseline) ruling.reasons.push_back(baseline_reason(device));
  return ruling;
}

}  // namespace ashore::choose
