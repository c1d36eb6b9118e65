// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <optional>
#include <string>

#include "ashore/base/text.h"
#include "ashore/probe/arm_cores.h"
#include "ashore/probe/processor.h"

namespace ashore::probe {

namespace {

using Name = MaybeFact<std::string>;

// Long nops are no part of CPUID. The kernel tries them and says nopl; before 2.6.27 it did not,
// but all of these makers' from that family on have them (Intel SDM, AMD APM: NOP).
std::string long_nops(const CpuInfo& cpuinfo, const std::set<std::string>& flags) {
  if (flags.contains("nopl")) return "nopl";
  std::string_view maker = cpuinfo.value("vendor_id");
  std::uint64_t family = parse_unsigned(cpuinfo.value("cpu family")).value_or(0);
  bool known = maker == "GenuineIntel" || maker == "AuthenticAMD";
  return known && family >= 6 ? fmt::format("{} family {}", maker, family) : std::string();
}

Name x86_baseline(const CpuInfo& cpuinfo) {
  if (!cpuinfo.told_of_every_core("flags")) return std::nullopt;
  std::set<std::string> flags = *cpuinfo.common_words("flags");
  if (!flags.contains("cx8")) return Fact<std::string>{"i486", {"/proc/cpuinfo", "flags: no cx8"}};
  std::string nops = long_nops(cpuinfo, flags);
  if (!flags.contains("cmov") || nops.empty())
    return Fact<std::string>{"i586", {"/proc/cpuinfo", "flags: cx8"}};
  return Fact<std::string>{"i686", {"/proc/cpuinfo", "flags: cmov cx8; " + nops}};
}

Name riscv_baseline(Arch arch, const std::optional<KernelWords>& said) {
  if (!said) return std::nullopt;
  std::string level = arch == Arch::riscv64 ? "rv64i" : "rv32i";
  for (std::string_view letter : {"m", "a", "f", "d", "c"}) {
    if (said->words.contains(std::string(letter))) level += letter;
  }
  if (level.ends_with("imafdc")) level.replace(4, std::string::npos, "gc");
  return Fact<std::string>{level, said->evidence};
}

Name always(const char* baseline, const char* why) {
  return Fact<std::string>{baseline, {"the machine", why}};
}

Name core_by_name(std::string_view llvm, std::string_view key, std::string_view value) {
  if (llvm.empty()) return std::nullopt;
  return Fact<std::string>{std::string(llvm),
                           {"/proc/cpuinfo", std::string(key) + ": " + printable(value, 80)}};
}

Name arm_core(const CpuInfo& cpuinfo) {
  for (const catalogue::ArmCore* core : arm_cores_of(cpuinfo)) {
    if (!core->llvm.empty())
      return Fact<std::string>{std::string(core->llvm), {"/proc/cpuinfo", part_text(*core)}};
  }
  return std::nullopt;
}

}  // namespace

Name baseline_of(const Machine& machine, const ProcessorAnswers& answers,
                 const std::optional<KernelWords>& said) {
  switch (machine.arch) {
  case Arch::arm: return arm_baseline(answers);
  case Arch::aarch64: return always("armv8-a", "every 64-bit ARM core is at least that");
  case Arch::mips:
  case Arch::mips64: return mips_baseline(machine.arch, answers.cpuinfo);
  case Arch::x86: return x86_baseline(answers.cpuinfo);
  case Arch::x86_64: return always("x86-64", "every 64-bit x86 core is at least that");
  case Arch::riscv32:
  case Arch::riscv64: return riscv_baseline(machine.arch, said);
  case Arch::powerpc: return always("ppc", "what all 32-bit PowerPC cores have; no FPU");
  case Arch::powerpc64:
    if (machine.endian == Endian::little)
      return always("ppc64le", "little-endian Linux needs at least a POWER8");
    return always("ppc64", "what all 64-bit PowerPC cores have");
  case Arch::loongarch64: return always("loongarch64", "every 64-bit LoongArch core is that");
  }
  return std::nullopt;
}

Name core_of(Arch arch, const CpuInfo& cpuinfo) {
  switch (arch) {
  case Arch::arm:
  case Arch::aarch64: return arm_core(cpuinfo);
  case Arch::mips:
  case Arch::mips64: {
    std::string_view model = cpuinfo.value("cpu model");
    const catalogue::MipsCore* core = catalogue::find_mips_core(model);
    return core_by_name(core != nullptr ? core->llvm : "", "cpu model", model);
  }
  case Arch::powerpc:
  case Arch::powerpc64: {
    std::string_view cpu = cpuinfo.value("cpu");
    const catalogue::PowerpcCore* core = catalogue::find_powerpc_core(cpu);
    return core_by_name(core != nullptr ? core->llvm : "", "cpu", cpu);
  }
  case Arch::riscv32:
  case Arch::riscv64: {
    std::string_view uarch = cpuinfo.value("uarch");
    return core_by_name(catalogue::riscv_core(uarch), "uarch", uarch);
  }
  default: return std::nullopt;
  }
}

}  // namespace ashore::probe
