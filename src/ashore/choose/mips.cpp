// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "ashore/choose/ruling.h"

namespace ashore::choose {

namespace {

bool is_release_6(std::string_view baseline) { return baseline.ends_with("r6"); }

// Revisions 2 to 5 run what is compiled for revision 2; 6 took instructions away.
bool runs_revision_2(std::string_view baseline) {
  return baseline.ends_with("r2") || baseline.ends_with("r3") || baseline.ends_with("r5") ||
         baseline == "p5600" || baseline.starts_with("octeon");
}

bool is_revision_1(std::string_view baseline) {
  return baseline == "mips32" || baseline == "mips64" || baseline.ends_with("r1");
}

Ruling revision_rule(const RustTarget& target, const DeviceFacts& device) {
  std::string_view baseline = baseline_of(device);
  bool for_r6 = is_release_6(target.triple->subarch);
  std::string_view assumed = target.cpu;  // "mips32r2", as the specification has it
  Ruling ruling;
  if (baseline.empty()) {
    constexpr std::string_view silent = "the device did not say which MIPS revision it is";
    // A std as Rust ships it, and a C library of others, are made for revision 2.
    if (for_r6 || target.triple->libc != Libc::musl) return cannot_tell(std::string(silent));
    ruling.own_std = true;
    ruling.warnings.push_back(
        fmt::format("{} and Rust's targets assume {}: std must be built for revision 1, which all "
                    "but revision 6 run",
                    silent, assumed));
    return ruling;
  }
  if (for_r6 && is_release_6(baseline)) return ruling;
  if (!for_r6 && is_release_6(baseline))
    return no(fmt::format("assumes {}, and R6 took instructions of it away", assumed));
  if (!for_r6 && runs_revision_2(baseline)) return ruling;
  // What is older can be had for musl, since std and C library are built for the core.
  if (for_r6 || !is_revision_1(baseline) || target.triple->libc != Libc::musl)
    return no(fmt::format("assumes {}, this core is {}", assumed, baseline));
  ruling.own_std = true;
  ruling.warnings.push_back(fmt::format(
      "this core is {} and Rust's targets assume {}: std must be built for it", baseline, assumed));
  return ruling;
}

// Hard-float code does not fault without an FPU: the kernel emulates one, slowly.
void float_rule(const RustTarget& target, const DeviceFacts& device, Ruling& ruling) {
  bool hard = target.triple->machine.float_abi == FloatAbi::hard;
  bool programs_are_hard = device.machine.value.float_abi == FloatAbi::hard;
  if (target.triple->libc != Libc::musl) {
    if (hard == programs_are_hard) return;
    ruling = no(hard ? "hard float; the device's own programs and libraries are soft float"
                     : "soft float; the device's own programs and libraries are hard float");
    return;
  }
  if (!hard) {
    ruling.reasons.emplace_back("soft float: calls no FPU, and needs no kernel that emulates one");
    return;
  }
  ruling.emulated_fpu = true;
  std::string_view target_word = target.name.substr(0, target.name.find('-'));
  ruling.warnings.push_back(fmt::format(
      "Rust's {} target has hard float; without an FPU the kernel must emulate one", target_word));
}

}  // namespace

Ruling mips_rule(const RustTarget& target, const DeviceFacts& device) {
  Ruling ruling = revision_rule(target, device);
  if (ruling.fit != Fit::yes) return ruling;
  const Fact<Machine>& machine = device.machine;
  ruling.reasons.push_back(fmt::format("{}-endian ({}: {})", name(machine.value.endian),
                                       machine.evidence.source, machine.evidence.text));
  float_rule(target, device, ruling);
  if (ruling.fit == Fit::yes && device.baseline) ruling.reasons.push_back(baseline_reason(device));
  return ruling;
}

}  // namespace ashore::choose
