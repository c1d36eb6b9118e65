// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <array>
#include <span>
#include <vector>

#include "ashore/base/text.h"
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

// "i486" where the core or the kernel, which names itself by the processor, says that; or empty.
std::string_view older_than_a_pentium(const DeviceFacts& device) {
  std::vector<std::string_view> said;
  if (device.uname) said = words(device.uname->value);
  said.push_back(baseline_of(device));
  for (std::string_view word : said) {
    if (word == "i386" || word == "i486") return word;
  }
  return {};
}

Ruling i586_rule(const DeviceFacts& device) {
  if (device.features && !has(device, "cx8"))
    return no(fmt::format("assumes a Pentium, and {} has no cx8", source_of_features(device)));
  if (std::string_view older = older_than_a_pentium(device); !device.features && !older.empty())
    return no(fmt::format("assumes a Pentium, this core is {}", older));
  Ruling ruling = fits(device);
  if (!device.features) {
    ruling.reasons.emplace_back("nothing tells of sse2, so i586");
  } else if (!has(device, "sse2")) {
    ruling.reasons.push_back(fmt::format("no sse2 in {}, so i586", source_of_features(device)));
  }
  return ruling;
}

// Rust's i686 is a Pentium 4.
Ruling i686_rule(const DeviceFacts& device) {
  if (std::string_view older = older_than_a_pentium(device); !device.features && !older.empty())
    return no(fmt::format("assumes a Pentium 4, this core is {}", older));
  if (!device.features) return cannot_tell("the device did not say whether it has SSE2");
  constexpr std::array<std::string_view, 2> telling = {"cmov", "sse2"};
  if (std::string_view missing = first_missing(device, telling); !missing.empty())
    return no(
        fmt::format("assumes a Pentium 4, and {} has no {}", source_of_features(device), missing));
  if (baseline_of(device) == "i586")
    return cannot_tell("the device did not say whether it has long nops, which an i686 has");
  Ruling ruling = fits(device);
  ruling.reasons.push_back(fmt::format("sse2 in {}", source_of_features(device)));
  return ruling;
}

Ruling x86_64_rule(const DeviceFacts& device) {
  if (device.features && !has(device, "sse2"))
    return no(fmt::format("assumes SSE2, which {} does not show", source_of_features(device)));
  return fits(device);
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
  case Arch::x86: return target.triple->subarch == "i586" ? i586_rule(device) : i686_rule(device);
  case Arch::x86_64: return x86_64_rule(device);
  case Arch::riscv32:
  case Arch::riscv64: return riscv_rule(target, device);
  case Arch::loongarch64: return loongarch_rule(device);
  // Every core of that name runs what Rust's target assumes.
  default: return fits(device);
  }
}

}  // namespace ashore::choose
