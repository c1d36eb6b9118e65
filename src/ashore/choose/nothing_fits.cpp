// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <string>

#include "ashore/base/text.h"
#include "ashore/choose/judge.h"
#include "ashore/choose/ruling.h"

namespace ashore::choose {

namespace {

// Why no target with a static C library fits, and what would run there.
struct Advice {
  std::string why;
  std::string what_would;
};

Advice about_arm(const DeviceFacts& device) {
  if (device.machine.value.endian == Endian::big)
    return {
        "Rust has no big-endian ARM target with a static C library",
        "an own target specification would: armv5te-unknown-linux-musleabi's with `llvm-target` "
        "armebv5te-unknown-linux-musleabi and a big-endian `data-layout`; in C, `-march=armv5te "
        "-mbig-endian -mfloat-abi=soft`"};
  int level = device.baseline ? arm_level(baseline_of(device)) : arm_level("armv5te");
  if (level == 0)
    return {fmt::format("ashore knows no Rust target for {}", baseline_of(device)), ""};
  if (level < arm_level("armv4t"))
    return {"Rust's oldest ARM target with a static C library needs ARMv5TE",
            "an own target specification would: armv4t-unknown-linux-gnueabi's with `llvm-target` "
            "armv4-unknown-linux-musleabi (this core has no bx) and musl; in C, `-march=armv4 "
            "-mfloat-abi=soft`"};
  if (level < arm_level("armv5te"))
    return {"Rust's oldest ARM target with a static C library needs ARMv5TE",
            "an own target specification would: armv4t-unknown-linux-gnueabi's with musl; in C, "
            "`-march=armv4t -mfloat-abi=soft`"};
  if (device.features && !has(device, "dsp"))
    return {
        fmt::format("{} has no edsp, and Rust's armv5te target needs it",
                    source_of_features(device)),
        "an own target specification would: armv5te-unknown-linux-musleabi's with `llvm-target` "
        "armv5t-unknown-linux-musleabi; in C, `-march=armv5t -mfloat-abi=soft`"};
  return {};
}

Advice about_mips(const DeviceFacts& device) {
  std::string_view baseline = baseline_of(device);
  if (baseline.ends_with("r6"))
    return {"Rust has no MIPS R6 target with a static C library",
            fmt::format("an own target specification would: that of mipsisa{}r6 with musl; in C, "
                        "`-march={}`",
                        baseline.starts_with("mips64") ? "64" : "32", baseline)};
  if (baseline.starts_with("mips") && !baseline.starts_with("mips32") &&
      !baseline.starts_with("mips64"))
    return {"Rust's MIPS targets need MIPS32",
            baseline == "mips1" ? "C would, made by the device vendor's own compiler: Lexra cores "
                                  "lack lwl, lwr, swl and swr, which `-march=mips1` still uses"
                                : fmt::format("in C, `-march={}` would", baseline)};
  return {};
}

Advice about_powerpc(const DeviceFacts& device) {
  bool spe = has(device, "spe");
  if (!device.features && !device.baseline) return {};
  return {"Rust's PowerPC targets need the classic FPU, or the SPE unit of an e500v2",
          fmt::format("an own target specification would: powerpc-unknown-linux-musl's with "
                      "`features` -hard-float; in C, `-msoft-float`{}",
                      spe ? " `-mno-spe`" : "")};
}

Advice about_riscv(const DeviceFacts& device) {
  if (!device.features) return {};
  for (std::string_view letter : {"m", "a", "f", "d", "c"}) {
    if (has(device, letter)) continue;
    bool is_64_bit = device.machine.value.arch == Arch::riscv64;
    return {fmt::format("Rust's RISC-V targets need imafdc, and isa has no {}", letter),
            fmt::format("an own target specification with `llvm-abiname` {} and the extensions "
                        "that are there would; in C, `-march={} -mabi={}`",
                        is_64_bit ? "lp64" : "ilp32",
                        device.baseline ? device.baseline->value : "rv64i",
                        is_64_bit ? "lp64" : "ilp32")};
  }
  return {};
}

Advice about_x86(const DeviceFacts& device) {
  bool older = baseline_of(device) == "i486" || baseline_of(device) == "i386";
  if (device.features ? has(device, "cx8") : !older) return {};
  return {fmt::format("Rust's oldest x86 target needs a Pentium, and {}",
                      device.features ? fmt::format("{} has no cx8", source_of_features(device))
                                      : fmt::format("this core is {}", baseline_of(device))),
          "an own target specification would: i586-unknown-linux-musl's with `cpu` i486; in C, "
          "`-march=i486`"};
}

Advice advice(const DeviceFacts& device) {
  switch (device.machine.value.arch) {
  case Arch::arm: return about_arm(device);
  case Arch::mips:
  case Arch::mips64: return about_mips(device);
  case Arch::powerpc: return about_powerpc(device);
  case Arch::riscv32:
  case Arch::riscv64: return about_riscv(device);
  case Arch::x86: return about_x86(device);
  default: return {};
  }
}

// The reason of the target that looks nearest: of the same architecture and without a C library.
std::string nearest_reason(const Judgement& judgement) {
  for (const std::vector<Judged>* list : {&judgement.unknown, &judgement.rejected}) {
    for (const Judged& judged : *list) {
      if (judged.triple.find("-musl") != std::string::npos && !judged.reason.starts_with("for "))
        return fmt::format("{}: {}", judged.triple, judged.reason);
    }
  }
  return fmt::format("of {} targets that rustc knows, none does",
                     judgement.rejected.size() + judgement.unknown.size());
}

}  // namespace

Error nothing_fits(const DeviceFacts& device, const Judgement& judgement) {
  std::string found = to_string(device.machine.value);
  if (device.baseline) found += ", " + device.baseline->value;
  Advice known = advice(device);
  if (known.why.empty()) known.why = nearest_reason(judgement);
  Error error(ErrorKind::device, fmt::format("no Rust target fits {}: {}", found, known.why));
  if (!known.what_would.empty()) error = std::move(error).hint(std::move(known.what_would));
  return std::move(error).hint("name one with `--target TRIPLE` if you have a toolchain for it");
}

}  // namespace ashore::choose
