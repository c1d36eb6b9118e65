// SPDX-License-Identifier: Apache-2.0
// Devices for tests, and one question that all of them ask a verdict.
#pragma once

#include <algorithm>
#include <string_view>

#include "ashore/elf/sample_image.h"
#include "ashore/verify/verify.h"

namespace ashore::verify {

inline Fact<WritablePlace> place(std::string path, std::uint64_t free_bytes, bool executable,
                                 Evidence evidence = {}) {
  WritablePlace made;
  made.path = std::move(path);
  made.free_bytes = free_bytes;
  made.executable = executable;
  return {std::move(made), std::move(evidence)};
}

// A Netgear R7000: ARMv7 without FPU, Linux 2.6.36, /tmp executable, a USB stick that is not.
inline DeviceFacts r7000() {
  DeviceFacts device;
  device.machine = {Machine{Arch::arm, Endian::little, Abi::arm_eabi, FloatAbi::soft},
                    {"/bin/busybox", "ELF header: flags 0x5000200"}};
  device.baseline = Fact<std::string>{"armv7-a", {"/proc/cpuinfo", "CPU architecture: 7"}};
  device.features =
      Fact<Features>{{{"thumb2", "dsp"}}, {"/proc/cpuinfo", "Features: half thumb fastmult edsp"}};
  device.uname = Fact<std::string>{"Linux router 2.6.36.4brcmarm #1 SMP PREEMPT armv7l GNU/Linux",
                                   {"uname -a", ""}};
  device.kernel = Fact<Version>{{{2, 6, 36, 4}}, {"uname -r", "2.6.36.4brcmarm"}};
  device.page_size = Fact<std::uint64_t>{4096, {"AT_PAGESZ", "4096"}};
  device.memory_bytes = Fact<std::uint64_t>{256'000'000, {"/proc/meminfo", "MemTotal"}};
  device.memory_available_bytes =
      Fact<std::uint64_t>{200'000'000, {"/proc/meminfo", "MemAvailable"}};
  device.places = {place("/tmp", 16'000'000, true, {"df", "/tmp"}),
                   place("/mnt/usb", 900'000'000, false, {"mount", "noexec"})};
  return device;
}

// An ARMv7 device with VFP and glibc 2.31.
inline DeviceFacts arm_with_vfp() {
  DeviceFacts device = r7000();
  device.machine.value.float_abi = FloatAbi::hard;
  device.features->value.names = {"thumb2", "vfp2", "vfp3", "neon"};
  device.kernel->value = Version{{6, 1, 0}};
  device.loaders = {{{"/lib/ld-linux-armhf.so.3", Libc::glibc, Version{{2, 31}}},
                     {"/lib/ld-linux-armhf.so.3", "GLIBC 2.31"}}};
  device.libraries = {"libc.so.6", "libgcc_s.so.1"};
  device.libraries_listed = true;
  return device;
}

inline DeviceFacts arm64() {
  DeviceFacts device = arm_with_vfp();
  device.machine.value = Machine{Arch::aarch64, Endian::little, Abi::plain, FloatAbi::hard};
  device.uname->value = "Linux bpi 6.1.0 #1 SMP aarch64 GNU/Linux";
  device.features->value.names = {"fp-armv8", "neon"};
  device.loaders = {{{"/lib/ld-musl-aarch64.so.1", Libc::musl, Version{{1, 2, 4}}}, {"ls", ""}}};
  device.libraries = {};
  return device;
}

inline Verdict verdict_on(elf::SampleImage image, const DeviceFacts& device,
                          const std::string& directory = "/tmp") {
  return verify(image.bytes(), device, Destination{directory, false});
}

// The finding of one check; one of no check if it said nothing.
inline Finding finding_of(const Verdict& verdict, std::string_view check) {
  const auto found = std::ranges::find(verdict.findings, check, &Finding::check);
  return found == verdict.findings.end() ? Finding{} : *found;
}

inline bool says_nothing(const Verdict& verdict, std::string_view check) {
  return finding_of(verdict, check) == Finding{};
}

}  // namespace ashore::verify
