// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <array>
#include <optional>
#include <string>

#include "ashore/base/text.h"
#include "ashore/probe/cores.h"
#include "ashore/probe/processor.h"

namespace ashore::probe {

namespace {

struct Level {
  std::string baseline;
  Evidence evidence;
};

std::optional<unsigned> hex_number(std::string_view text) {
  if (!text.starts_with("0x")) return std::nullopt;
  std::optional<std::uint64_t> number = parse_unsigned(text.substr(2), 16);
  if (!number || *number > 0xffff) return std::nullopt;
  return static_cast<unsigned>(*number);
}

// The rows of every kind of core that is there; big.LITTLE has two.
std::vector<const ArmCore*> arm_cores_of(const CpuInfo& cpuinfo) {
  std::vector<std::string_view> implementers = cpuinfo.values("CPU implementer");
  std::vector<std::string_view> parts = cpuinfo.values("CPU part");
  std::vector<const ArmCore*> cores;
  for (std::size_t i = 0; i < std::min(implementers.size(), parts.size()); ++i) {
    std::optional<unsigned> implementer = hex_number(implementers[i]), part = hex_number(parts[i]);
    if (!implementer || !part) continue;
    if (const ArmCore* core = find_arm_core(*implementer, *part)) cores.push_back(core);
  }
  return cores;
}

std::string part_text(const ArmCore& core) {
  return fmt::format("CPU implementer {:#x}, CPU part {:#x}: {}", core.implementer, core.part,
                     core.name);
}

// "v7l" of `uname -m` (armv7l) and of "ARMv7 Processor rev 0 (v7l)". v6 may be v6k: the kernel does
// not tell them apart, so v6 is the least it can mean.
std::optional<std::string> level_of_word(std::string_view word) {
  struct Row {
    std::string_view beginning, baseline;
  };
  constexpr std::array rows = {Row{"v8", "armv8-a"},   Row{"v7", "armv7-a"}, Row{"v6", "armv6"},
                               Row{"v5te", "armv5te"}, Row{"v5t", "armv5t"}, Row{"v4t", "armv4t"},
                               Row{"v4", "armv4"}};
  for (const Row& row : rows) {
    if (word.starts_with(row.beginning)) return std::string(row.baseline);
  }
  return std::nullopt;
}

std::optional<Level> arm_level_of_kernel(const ProcessorAnswers& answers) {
  if (answers.uname_machine.starts_with("arm")) {
    if (std::optional<std::string> level = level_of_word(answers.uname_machine.substr(3)))
      return Level{*level, {"uname -m", printable(answers.uname_machine, 40)}};
  }
  for (std::string_view key : {"model name", "Processor"}) {
    std::string_view model = answers.cpuinfo.value(key);
    std::size_t open = model.rfind('(');
    if (open == std::string_view::npos) continue;
    if (std::optional<std::string> level = level_of_word(model.substr(open + 1)))
      return Level{*level, {"/proc/cpuinfo", printable(model, 80)}};
  }
  // "5TEJ", "7". Last, because ARM1176 says 7 here.
  std::string architecture = "v" + lower_case(answers.cpuinfo.value("CPU architecture"));
  if (std::optional<std::string> level = level_of_word(architecture))
    return Level{*level, {"/proc/cpuinfo", printable("CPU architecture: " + architecture, 60)}};
  return std::nullopt;
}

bool same_family(std::string_view a, std::string_view b) {
  // "armv6" and "armv6kz"; "armv5t" and "armv5te" are told apart by the kernel.
  return a.starts_with("armv6") && b.starts_with("armv6");
}

MaybeFact<std::string> arm_baseline(const ProcessorAnswers& answers) {
  std::optional<Level> lowest = arm_level_of_kernel(answers);
  for (const ArmCore* core : arm_cores_of(answers.cpuinfo)) {
    Level level{std::string(core->baseline), {"/proc/cpuinfo", part_text(*core)}};
    // At the same level the core's name says more than the kernel's word.
    bool higher = lowest && arm_rank(level.baseline) > arm_rank(lowest->baseline);
    if (!lowest || !higher || same_family(level.baseline, lowest->baseline)) lowest = level;
  }
  if (!lowest) return std::nullopt;
  return Fact<std::string>{lowest->baseline, lowest->evidence};
}

// Ascending; what the 32-bit half of a 64-bit core is called depends on the ABI.
constexpr std::array<std::string_view, 4> mips32_levels = {"mips32r1", "mips32r2", "mips32r5",
                                                           "mips32r6"};
constexpr std::array<std::string_view, 4> mips64_levels = {"mips64r1", "mips64r2", "mips64r5",
                                                           "mips64r6"};

std::string llvm_name_of_mips(std::string_view level) {
  return std::string(level.ends_with("r1") ? level.substr(0, level.size() - 2) : level);
}

int mips_revision(std::string_view baseline) {
  return baseline.size() == 8 ? baseline[7] - '0' : 1;
}

MaybeFact<std::string> mips_baseline(const Machine& machine, const CpuInfo& cpuinfo) {
  std::string_view model = cpuinfo.value("cpu model");
  const MipsCore* core = find_mips_core(model);
  if (core != nullptr && core->baseline.empty())
    return Fact<std::string>{"mips1", {"/proc/cpuinfo", "cpu model: " + printable(model, 80)}};
  std::optional<Level> level;
  if (auto isa = cpuinfo.common_words("isa")) {
    for (std::string_view known : machine.arch == Arch::mips64 ? mips64_levels : mips32_levels) {
      if (isa->contains(std::string(known)))
        level = {llvm_name_of_mips(known),
                 {"/proc/cpuinfo", "isa: " + printable(cpuinfo.value("isa"), 100)}};
    }
    if (!level && machine.arch == Arch::mips)
      level = {isa->contains("mips2") ? "mips2" : "mips1",
               {"/proc/cpuinfo", "isa: " + printable(cpuinfo.value("isa"), 100)}};
  }
  if (core != nullptr && core->baseline.starts_with("mips32")) {
    bool smaller = level && level->baseline.starts_with("mips32") &&
                   mips_revision(core->baseline) < mips_revision(level->baseline);
    if (!level || smaller)
      level = {std::string(core->baseline),
               {"/proc/cpuinfo", "cpu model: " + printable(model, 80)}};
  }
  if (!level) return std::nullopt;
  return Fact<std::string>{level->baseline, level->evidence};
}

MaybeFact<std::string> x86_baseline(const CpuInfo& cpuinfo) {
  std::optional<std::set<std::string>> flags = cpuinfo.common_words("flags");
  if (!flags || !flags->contains("cx8")) return std::nullopt;
  bool i686 = flags->contains("cmov");
  return Fact<std::string>{i686 ? "i686" : "i586",
                           {"/proc/cpuinfo", i686 ? "flags: cmov cx8" : "flags: cx8"}};
}

MaybeFact<std::string> riscv_baseline(Arch arch, const ProcessorAnswers& answers) {
  std::optional<KernelWords> said = kernel_words(arch, answers.auxv, answers.cpuinfo);
  if (!said) return std::nullopt;
  std::string level = arch == Arch::riscv64 ? "rv64i" : "rv32i";
  for (std::string_view letter : {"m", "a", "f", "d", "c"}) {
    if (said->words.contains(std::string(letter))) level += letter;
  }
  if (level.ends_with("imafdc")) level.replace(4, std::string::npos, "gc");
  return Fact<std::string>{level, said->evidence};
}

}  // namespace

MaybeFact<std::string> baseline_of(const Machine& machine, const ProcessorAnswers& answers) {
  switch (machine.arch) {
  case Arch::arm: return arm_baseline(answers);
  case Arch::aarch64:
    return Fact<std::string>{"armv8-a", {"the machine", "every 64-bit ARM core is at least that"}};
  case Arch::mips:
  case Arch::mips64: return mips_baseline(machine, answers.cpuinfo);
  case Arch::x86: return x86_baseline(answers.cpuinfo);
  case Arch::x86_64:
    return Fact<std::string>{"x86-64", {"the machine", "every 64-bit x86 core is at least that"}};
  case Arch::riscv32:
  case Arch::riscv64: return riscv_baseline(machine.arch, answers);
  default: return std::nullopt;
  }
}

MaybeFact<std::string> core_of(const Machine& machine, const CpuInfo& cpuinfo) {
  if (machine.arch == Arch::arm || machine.arch == Arch::aarch64) {
    for (const ArmCore* core : arm_cores_of(cpuinfo)) {
      if (!core->llvm.empty())
        return Fact<std::string>{std::string(core->llvm), {"/proc/cpuinfo", part_text(*core)}};
    }
  }
  if (machine.arch == Arch::mips || machine.arch == Arch::mips64) {
    std::string_view model = cpuinfo.value("cpu model");
    const MipsCore* core = find_mips_core(model);
    if (core != nullptr && !core->llvm.empty())
      return Fact<std::string>{std::string(core->llvm),
                               {"/proc/cpuinfo", "cpu model: " + printable(model, 80)}};
  }
  return std::nullopt;
}

}  // namespace ashore::probe
