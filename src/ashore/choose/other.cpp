// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <array>
#include <span>

#include "ashore/choose/ruling.h"

namespace ashore::choose {

namespace {

// The first of them that was measured to be missing; empty if there is none.
std::string_view first_missing(const DeviceFacts& device,
                               std::span<const std::string_view> features) {
  for (std::string_view feature : features) {
    if (!feature.empty() && !has(device, feature)) return feature;
  }
  return {};
}

// Fits, saying what machine it is.
Ruling fits(const DeviceFacts& device) {
  Ruling ruling;
  ruling.reasons.push_back(machine_reason(device));
  return ruling;
}

Ruling aarch64_rule(const DeviceFacts& device) {
  if (device.features && !has(device, "neon"))
    return no(
        fmt::format("assumes fp and asimd, which {} does not show", source_of_features(device)));
  return fits(device);
}

Ruling x86_rule(const RustTarget& target, const DeviceFacts& device) {
  Ruling ruling = fits(device);
  if (target.triple->subarch == "i586") {
    if (device.features && !has(device, "cx8"))
      return no(fmt::format("assumes a Pentium, and {} has no cx8", source_of_features(device)));
    if (!has(device, "sse2"))
      ruling.reasons.emplace_back("no sse2 in flags that were seen, so i586");
    return ruling;
  }
  // Rust's i686 is a Pentium 4.
  if (!device.features) return cannot_tell("the device did not say whether it has SSE2");
  constexpr std::array<std::string_view, 2> telling = {"cmov", "sse2"};
  if (std::string_view missing = first_missing(device, telling); !missing.empty())
    return no(
        fmt::format("assumes a Pentium 4, and {} has no {}", source_of_features(device), missing));
  ruling.reasons.emplace_back("sse2 in flags");
  return ruling;
}

Ruling riscv_rule(const RustTarget& target, const DeviceFacts& device) {
  if (!device.features) return cannot_tell("the device did not say which extensions it has");
  constexpr std::array<std::string_view, 5> gc = {"m", "a", "f", "d", "c"};
  if (std::string_view missing = first_missing(device, gc); !missing.empty())
    return no(fmt::format("assumes imafdc, and isa has no {}", missing));
  if (target.triple->subarch == "riscv64a23") {
    // Of RVA23U64 those that the kernel names; https://docs.riscv.org, profile RVA23.
    constexpr std::array<std::string_view, 12> rva23 = {"v",       "zba",    "zbb",    "zbs",
                                                        "zfhmin",  "zicond", "zcb",    "zfa",
                                                        "zvfhmin", "zvbb",   "zicboz", "zkt"};
    if (std::string_view missing = first_missing(device, rva23); !missing.empty())
      return no(fmt::format("assumes the profile RVA23U64, and isa shows no {}", missing));
  }
  return fits(device);
}

Ruling loongarch_rule(const DeviceFacts& device) {
  if (!device.features) return cannot_tell("the device did not say whether it has LSX");
  constexpr std::array<std::string_view, 1> needed = {"lsx"};
  if (!first_missing(device, needed).empty())
    return no(fmt::format("assumes LSX, which {} does not show", source_of_features(device)));
  return fits(device);
}

}  // namespace

Ruling other_rule(const RustTarget& target, const DeviceFacts& device) {
  switch (device.machine.value.arch) {
  case Arch::aarch64: return aarch64_rule(device);
  case Arch::x86: return x86_rule(target, device);
  case Arch::riscv32:
  case Arch::riscv64: return riscv_rule(target, device);
  case Arch::loongarch64: return loongarch_rule(device);
  // Every core of that name runs what Rust's target assumes.
  default: return fits(device);
  }
}

}  // namespace ashore::choose
