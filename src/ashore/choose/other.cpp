// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "ashore/choose/candidates.h"

namespace ashore::choose {

namespace {

std::string machine_reason(const DeviceFacts& device) {
  return fmt::format("{} ({}: {})", to_string(device.machine.value), device.machine.evidence.source,
                     device.machine.evidence.text);
}

Candidate simple(const DeviceFacts& device, std::string_view rust_triple) {
  return {std::string(rust_triple), {machine_reason(device)}, {}};
}

Expected<Candidate> aarch64_candidate(const DeviceFacts& device) {
  if (device.machine.value.endian == Endian::big)
    return no_target(device, "ashore knows no big-endian target for 64-bit ARM");
  if (device.features && !has(device, "neon"))
    return no_target(device, "Rust's aarch64 target needs fp and asimd");
  return simple(device, "aarch64-unknown-linux-musl");
}

Expected<Candidate> x86_candidate(const DeviceFacts& device) {
  if (has(device, "sse2") && has(device, "cmov")) {
    Candidate candidate = simple(device, "i686-unknown-linux-musl");
    candidate.reasons.emplace_back("sse2 in flags");
    return candidate;
  }
  Candidate candidate = simple(device, "i586-unknown-linux-musl");
  candidate.reasons.emplace_back("no sse2 in flags that were seen, so i586");
  return candidate;
}

Expected<Candidate> riscv_candidate(const DeviceFacts& device) {
  bool is_64_bit = device.machine.value.arch == Arch::riscv64;
  for (std::string_view letter : {"m", "a", "f", "d", "c"}) {
    if (device.features && !has(device, letter))
      return no_target(device,
                       fmt::format("Rust's RISC-V targets need imafdc, and isa has no {}", letter));
  }
  return simple(device,
                is_64_bit ? "riscv64gc-unknown-linux-musl" : "riscv32gc-unknown-linux-musl");
}

Expected<Candidate> powerpc_candidate(const DeviceFacts& device) {
  bool little = device.machine.value.endian == Endian::little;
  Candidate candidate =
      simple(device, device.machine.value.arch == Arch::powerpc ? "powerpc-unknown-linux-musl"
                     : little                                   ? "powerpc64le-unknown-linux-musl"
                                                                : "powerpc64-unknown-linux-musl");
  candidate.warnings.emplace_back(
      "ashore does not measure PowerPC cores yet: whether this one has the FPU that the target "
      "needs is not known");
  return candidate;
}

}  // namespace

Expected<Candidate> other_candidate(const DeviceFacts& device) {
  switch (device.machine.value.arch) {
  case Arch::aarch64: return aarch64_candidate(device);
  case Arch::x86_64: return simple(device, "x86_64-unknown-linux-musl");
  case Arch::x86: return x86_candidate(device);
  case Arch::riscv32:
  case Arch::riscv64: return riscv_candidate(device);
  case Arch::powerpc:
  case Arch::powerpc64: return powerpc_candidate(device);
  case Arch::loongarch64: return simple(device, "loongarch64-unknown-linux-musl");
  default: return no_target(device, "ashore has no rule for this architecture");
  }
}

}  // namespace ashore::choose
