// SPDX-License-Identifier: Apache-2.0
// Any bytes get a verdict on every device: ordered, about those bytes, and fit for a terminal.
#include "ashore/verify/verify.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <functional>

#include "ashore/verify/sample_device.h"

namespace {

using namespace ashore;

void require(bool holds) {
  if (!holds) std::abort();
}

void require_readable(std::string_view text) {
  require(!text.empty() && text.size() < 100'000);
  require(std::ranges::none_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x20; }));
}

void require_sound(const Verdict& verdict, std::span<const std::byte> bytes) {
  require(verdict.artifact == sha256(bytes));
  require(!verdict.findings.empty());
  require(std::ranges::is_sorted(verdict.findings, std::ranges::greater{}, &Finding::answer));
  for (const Finding& finding : verdict.findings) {
    require(!finding.check.empty());
    require_readable(finding.text);
  }
  for (const std::string& warning : verdict.warnings) require_readable(warning);
}

// Of each kind of device one, and one that said nothing but its machine.
const std::vector<DeviceFacts>& devices() {
  static const std::vector<DeviceFacts> all = [] {
    std::vector<DeviceFacts> made = {verify::r7000(), verify::arm_with_vfp(), verify::arm64()};
    DeviceFacts mips;
    mips.machine.value = Machine{Arch::mips, Endian::big, Abi::mips_o32, FloatAbi::soft};
    mips.baseline = Fact<std::string>{"mips32r2", {}};
    made.push_back(mips);
    DeviceFacts riscv;
    riscv.machine.value = Machine{Arch::riscv64, Endian::little, Abi::plain, FloatAbi::hard};
    riscv.baseline = Fact<std::string>{"rv64gc", {}};
    riscv.features = Fact<Features>{{}, {}};
    made.push_back(riscv);
    DeviceFacts x86;
    x86.machine.value = Machine{Arch::x86_64, Endian::little, Abi::plain, FloatAbi::hard};
    x86.baseline = Fact<std::string>{"x86-64", {}};
    x86.features = Fact<Features>{{}, {}};
    x86.kernel = Fact<Version>{{{3, 2, 0}}, {}};
    made.push_back(x86);
    return made;
  }();
  return all;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::span<const std::byte> bytes = std::as_bytes(std::span(data, size));
  // As a caller with many files does. What a new scanner says is for the target `isa`.
  static isa::Scanners scanners;
  verify::Known known;
  known.scanners = &scanners;
  for (const DeviceFacts& device : devices()) {
    require_sound(verify::verify(bytes, device, {}, known), bytes);
    require_sound(verify::verify(bytes, device, {"/tmp", false}, known), bytes);
  }
  return 0;
}
