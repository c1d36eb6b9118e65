// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <array>

#include "ashore/base/text.h"
#include "ashore/choose/ruling.h"

namespace ashore::choose {

namespace {

// What a target assumes (rustc 1.95, target specifications). The targets named hf pass floats in
// VFP registers: `arm` needs VFPv2, `armv7` VFPv3 with 16 registers.
struct Need {
  std::string_view subarch;
  std::string_view baseline;
  std::string_view in_words;
  std::array<std::string_view, 5> fpu;  // where it is hard float
};
constexpr std::array needs = {
    Need{"armv4t", "armv4t", "ARMv4T with its bx instruction", {}},
    Need{"armv5te", "armv5te", "ARMv5TE", {}},
    Need{"arm", "armv6", "ARMv6", {"vfp2"}},
    Need{"armv7", "armv7-a", "ARMv7", {"vfp2", "vfp3d16"}},
    Need{"thumbv7neon", "armv7-a", "ARMv7", {"vfp2", "vfp3d16", "vfp3", "d32", "neon"}},
    Need{"armeb", "armv8-a", "ARMv8 with its byte-invariant big-endian order", {}},
};

const Need* need_of(const RustTarget& target) {
  for (const Need& need : needs) {
    if (need.subarch == target.triple->subarch) return &need;
  }
  return nullptr;
}

// VFPv3 in one word for people; the names are LLVM's.
std::string fpu_words(const DeviceFacts& device) {
  std::string text = has(device, "vfp4d16") ? "VFPv4" : has(device, "vfp3d16") ? "VFPv3" : "VFPv2";
  if (has(device, "vfp3d16") && !has(device, "d32")) text += " with 16 registers";
  if (has(device, "neon")) text += " and NEON";
  return text;
}

std::string soft_reason(const DeviceFacts& device, const Need& need) {
  if (!device.features) return "nothing tells of an FPU, so soft float";
  std::string_view source = source_of_features(device);
  if (!has(device, "vfp2")) return fmt::format("no vfp in {}, so soft float", source);
  if (need.fpu.front().empty())
    return fmt::format("Rust's {} target has soft float only", need.subarch);
  bool enough = has(device, need.subarch == "arm" ? "vfp2" : "vfp3d16");
  if (enough)
    return fmt::format("soft float: leaves the {} in {} unused", fpu_words(device), source);
  return fmt::format("{} says {}, less than the hard-float target needs, so soft float", source,
                     fpu_words(device));
}

Ruling architecture_rule(const Need& need, const DeviceFacts& device) {
  int needed = arm_level(need.baseline);
  if (!device.baseline) {
    if (needed > arm_level("armv5te"))
      return cannot_tell("the device did not say which ARM architecture it is");
    Ruling ruling;
    if (need.subarch == "armv5te")
      ruling.warnings.emplace_back(
          "the device did not say which ARM architecture it is; ARMv5TE runs on every ARM router, "
          "and is slower than need be");
    return ruling;
  }
  if (arm_level(baseline_of(device)) < needed)
    return no(fmt::format("assumes {}, this core is {}", need.in_words, baseline_of(device)));
  // EDSP is what the E of ARMv5TE means.
  bool is_armv5te = arm_level(baseline_of(device)) == arm_level("armv5te");
  if (is_armv5te && need.subarch == "armv5te" && device.features && !has(device, "dsp"))
    return no(fmt::format("no edsp in {}, and the target assumes it", source_of_features(device)));
  return {};
}

Ruling fpu_rule(const Need& need, const DeviceFacts& device) {
  if (!device.features) return cannot_tell("the device did not say whether it has an FPU");
  std::string_view source = source_of_features(device);
  if (!has(device, "vfp2")) return no(fmt::format("no vfp in {}", source));
  for (std::string_view feature : need.fpu) {
    if (!feature.empty() && !has(device, feature))
      return no(fmt::format("assumes {}, and {} says {}", feature, source, fpu_words(device)));
  }
  if (device.machine.value.float_abi == FloatAbi::soft)
    return no(fmt::format("the device is taken for soft float ({})", device.machine.evidence.text));
  return {};
}

}  // namespace

Ruling arm_rule(const RustTarget& target, const DeviceFacts& device) {
  const Need* need = need_of(target);
  if (need == nullptr)
    return cannot_tell(
        fmt::format("ashore does not know what `{}` assumes", target.triple->subarch));
  Ruling ruling = architecture_rule(*need, device);
  bool hard = target.triple->machine.float_abi == FloatAbi::hard;
  if (hard && ruling.fit != Fit::no) {
    Ruling fpu = fpu_rule(*need, device);
    if (fpu.fit > ruling.fit) return fpu;
  }
  if (ruling.fit != Fit::yes) return ruling;
  ruling.reasons.push_back(
      hard ? fmt::format("{} in {}, so hard float", fpu_words(device), source_of_features(device))
           : soft_reason(device, *need));
  if (device.baseline) ruling.reasons.push_back(baseline_reason(device));
  bool few_registers = hard && need->subarch == "armv7" && !has(device, "d32");
  if (few_registers) {
    ruling.own_std = true;
    ruling.warnings.emplace_back(
        "this VFP has 16 registers and Rust's target uses 32: std must be built for it");
  }
  if (device.machine.value.abi == Abi::plain)
    ruling.warnings.emplace_back(
        "the device's own programs use the old ABI; whether its kernel takes EABI programs is not "
        "known");
  return ruling;
}

}  // namespace ashore::choose
