// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <array>

#include "ashore/base/text.h"
#include "ashore/choose/candidates.h"

namespace ashore::choose {

namespace {

// Architectures in rising order and what Rust has for them. The targets named hf pass floats in VFP
// registers: `arm` needs VFPv2, `armv7` VFPv3 with 16 registers (rustc's target specifications).
struct Row {
  std::string_view baseline;
  std::string_view soft;
  std::string_view hard;
  std::string_view fpu;
};
constexpr std::array rows = {
    Row{"armv4", "", "", ""},
    Row{"armv4t", "", "", ""},
    Row{"armv5t", "", "", ""},
    Row{"armv5te", "armv5te-unknown-linux-musleabi", "", ""},
    Row{"armv6", "arm-unknown-linux-musleabi", "arm-unknown-linux-musleabihf", "vfp2"},
    Row{"armv6k", "arm-unknown-linux-musleabi", "arm-unknown-linux-musleabihf", "vfp2"},
    Row{"armv6kz", "arm-unknown-linux-musleabi", "arm-unknown-linux-musleabihf", "vfp2"},
    Row{"armv7-a", "armv7-unknown-linux-musleabi", "armv7-unknown-linux-musleabihf", "vfp3d16"},
    Row{"armv8-a", "armv7-unknown-linux-musleabi", "armv7-unknown-linux-musleabihf", "vfp3d16"},
};

const Row* row_of(std::string_view baseline) {
  for (const Row& row : rows) {
    if (row.baseline == baseline) return &row;
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

std::string soft_reason(const DeviceFacts& device, const Row& row) {
  if (!device.features) return "nothing tells of an FPU, so soft float";
  const std::string& source = device.features->evidence.source;
  if (!has(device, "vfp2")) return fmt::format("no vfp in {}, so soft float", source);
  if (row.hard.empty()) return fmt::format("Rust's {} target has soft float only", row.baseline);
  return fmt::format("{} says {}, less than the hard-float target needs, so soft float", source,
                     fpu_words(device));
}

const Row* usable_row(const DeviceFacts& device, Candidate& candidate) {
  if (device.baseline) return row_of(device.baseline->value);
  candidate.warnings.push_back(
      "the device did not say which ARM architecture it is; ARMv5TE runs on every ARM router, and "
      "is slower than need be");
  return row_of("armv5te");
}

}  // namespace

Expected<Candidate> arm_candidate(const DeviceFacts& device) {
  if (device.machine.value.endian == Endian::big)
    return no_target(device, "Rust has no big-endian ARM target with a static C library");
  Candidate candidate;
  const Row* row = usable_row(device, candidate);
  if (row == nullptr || row->soft.empty())
    return no_target(device, "Rust's oldest ARM target with a static C library needs ARMv5TE");
  // EDSP is what the E of ARMv5TE means.
  if (row->baseline == "armv5te" && device.features && !has(device, "dsp"))
    return no_target(device, fmt::format("{} has no edsp, and Rust's armv5te target needs it",
                                         device.features->evidence.source));
  bool hard = device.machine.value.float_abi == FloatAbi::hard && !row->hard.empty() &&
              has(device, row->fpu);
  candidate.rust_triple = hard ? row->hard : row->soft;
  if (hard) {
    candidate.reasons.push_back(fmt::format("{} in {}, so hard float", fpu_words(device),
                                            device.features->evidence.source));
  } else {
    candidate.reasons.push_back(soft_reason(device, *row));
  }
  if (device.baseline) {
    candidate.reasons.push_back(
        fmt::format("{} ({})", device.baseline->value, device.baseline->evidence.text));
  }
  if (device.machine.value.abi == Abi::plain)
    candidate.warnings.push_back(
        "the device's own programs use the old ABI; whether its kernel takes EABI programs is not "
        "known");
  return candidate;
}

}  // namespace ashore::choose
