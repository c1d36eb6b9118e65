// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "ashore/choose/candidates.h"

namespace ashore::choose {

namespace {

bool is_release_6(std::string_view baseline) { return baseline.ends_with("r6"); }

// Revisions 2 to 5 run what is compiled for revision 2; 6 took instructions away.
bool runs_revision_2(std::string_view baseline) {
  return baseline.ends_with("r2") || baseline.ends_with("r3") || baseline.ends_with("r5") ||
         baseline == "p5600";
}

std::string order_reason(const Machine& machine, const Evidence& evidence) {
  return fmt::format("{}-endian ({}: {})", name(machine.endian), evidence.source, evidence.text);
}

Expected<Candidate> mips64_candidate(const DeviceFacts& device) {
  const Machine& machine = device.machine.value;
  Candidate candidate;
  candidate.rust_triple = machine.endian == Endian::big ? "mips64-openwrt-linux-musl"
                                                        : "mips64el-unknown-linux-muslabi64";
  candidate.reasons.push_back(order_reason(machine, device.machine.evidence));
  if (machine.endian == Endian::little)
    candidate.warnings.push_back(
        "Rust's mips64el target has hard float; without an FPU the kernel must emulate one");
  return candidate;
}

}  // namespace

Expected<Candidate> mips_candidate(const DeviceFacts& device) {
  const Machine& machine = device.machine.value;
  std::string_view baseline = device.baseline ? std::string_view(device.baseline->value) : "";
  if (is_release_6(baseline))
    return no_target(device, "Rust has no MIPS R6 target with a static C library");
  if (baseline == "mips1" || baseline == "mips2")
    return no_target(device, "Rust's MIPS targets need MIPS32");
  if (machine.arch == Arch::mips64) return mips64_candidate(device);
  Candidate candidate;
  candidate.rust_triple =
      machine.endian == Endian::big ? "mips-unknown-linux-musl" : "mipsel-unknown-linux-musl";
  candidate.reasons.push_back(order_reason(machine, device.machine.evidence));
  candidate.reasons.push_back("soft float: calls no FPU, and needs no kernel that emulates one");
  if (device.baseline)
    candidate.reasons.push_back(
        fmt::format("{} ({})", device.baseline->value, device.baseline->evidence.text));
  if (baseline.empty())
    candidate.warnings.push_back(
        "the device did not say which MIPS revision it is; Rust's targets assume mips32r2");
  else if (!runs_revision_2(baseline))
    candidate.warnings.push_back(fmt::format(
        "this core is {} and Rust's targets assume mips32r2: std must be built for it", baseline));
  return candidate;
}

}  // namespace ashore::choose
