// SPDX-License-Identifier: Apache-2.0
#include "ashore/verify/advice.h"

#include <algorithm>
#include <string_view>

#include <fmt/format.h>

#include "ashore/verify/check.h"

namespace ashore::verify {

namespace {

std::string build_for(std::string_view triple) {
  return fmt::format("build for {}, which `ashore build` chooses", triple);
}

}  // namespace

bool has_vfp(const Features& features) {
  return std::ranges::any_of(features.names, [](std::string_view name) {
    return name.starts_with("vfp") || name == "neon" || name == "fp-armv8";
  });
}

std::string soft_float_build(const DeviceFacts& device) {
  std::string_view baseline = device.baseline ? std::string_view(device.baseline->value) : "";
  if (baseline.starts_with("armv7")) return build_for("armv7-unknown-linux-musleabi");
  if (baseline.starts_with("armv6")) return build_for("arm-unknown-linux-musleabi");
  if (baseline.starts_with("armv5")) return build_for("armv5te-unknown-linux-musleabi");
  return "build for a soft-float target (...-musleabi); `ashore build` chooses it";
}

std::string build_that_suits(const DeviceFacts& device) {
  const Machine& machine = device.machine.value;
  switch (machine.arch) {
  case Arch::aarch64:
    if (machine.endian == Endian::little) return build_for("aarch64-unknown-linux-musl");
    break;
  case Arch::x86_64: return build_for("x86_64-unknown-linux-musl");
  case Arch::arm:
    // With an FPU its kind and the libraries decide, which takes more than a line.
    if (machine.endian == Endian::little && device.features && !has_vfp(device.features->value))
      return soft_float_build(device);
    break;
  default: break;
  }
  return build_for_device;
}

}  // namespace ashore::verify
