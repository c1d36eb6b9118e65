// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "ashore/base/text.h"
#include "ashore/catalogue/cores.h"
#include "ashore/probe/processor.h"
#include "ashore/probe/uname.h"

namespace ashore::probe {

namespace {

// Old ARM kernels say "Processor", and some vendors "Processor name".
std::string_view arm_model(const CpuInfo& cpuinfo) {
  for (std::string_view key : {"model name", "Processor", "Processor name"}) {
    std::string_view model = cpuinfo.value(key);
    if (model.find("(v") != std::string_view::npos) return model;
  }
  return {};
}

// "ARMv7 Processor rev 0 (v7l)", "XScale-IXP42x Family rev 1 (v5b)": the last letter is the byte
// order.
Kind kind_of_arm(const CpuInfo& cpuinfo) {
  std::string_view model = arm_model(cpuinfo);
  std::string_view level = model.substr(std::min(model.rfind('('), model.size()));
  bool big = level.substr(0, level.find(')')).ends_with('b');
  return {Arch::arm, big ? Endian::big : Endian::little};
}

std::optional<Kind> kind_by_arm_lines(const CpuInfo& cpuinfo) {
  std::set<std::string> features =
      cpuinfo.common_words("Features").value_or(std::set<std::string>{});
  std::string_view architecture = cpuinfo.value("CPU architecture");
  // A 64-bit kernel that speaks of both kinds of programs.
  if (speaks_of_aarch64(features) || architecture == "AArch64")
    return Kind{Arch::aarch64, Endian::little};
  if (!arm_model(cpuinfo).empty() || speaks_of_arm(features)) return kind_of_arm(cpuinfo);
  bool old = !architecture.empty() && architecture.front() >= '3' && architecture.front() <= '7';
  if (old) return kind_of_arm(cpuinfo);
  return std::nullopt;
}

std::optional<Kind> kind_by_mips_lines(const CpuInfo& cpuinfo) {
  std::string_view model = cpuinfo.value("cpu model");
  bool mips = catalogue::find_mips_core(model) != nullptr || cpuinfo.has("ASEs implemented") ||
              cpuinfo.value("isa").starts_with("mips");
  if (!mips) return std::nullopt;
  // These have never run a 32-bit kernel.
  bool is_64_bit = model.starts_with("Cavium Octeon") || model.starts_with("ICT Loongson");
  return Kind{is_64_bit ? Arch::mips64 : Arch::mips, std::nullopt};
}

std::optional<Kind> kind_by_powerpc_lines(const CpuInfo& cpuinfo) {
  std::string_view cpu = cpuinfo.value("cpu");
  const catalogue::PowerpcCore* core = catalogue::find_powerpc_core(cpu);
  // Other architectures say "cpu" too.
  bool powerpc = cpuinfo.has("timebase") || cpuinfo.has("clock") ||
                 cpuinfo.value("revision").find("pvr") != std::string_view::npos;
  if (core == nullptr || !powerpc) return std::nullopt;
  if (core->bits == 32) return Kind{Arch::powerpc, Endian::big};
  // Of those with 64 bits, these have run in one way only.
  for (std::string_view name : {"PPC970", "Cell", "PA6T", "POWER3", "POWER4", "POWER5", "POWER6"}) {
    if (cpu.starts_with(name)) return Kind{Arch::powerpc64, Endian::big};
  }
  return Kind{Arch::powerpc64, std::nullopt};
}

std::optional<Kind> kind_by_riscv_lines(const CpuInfo& cpuinfo) {
  for (std::string_view key : {"isa", "hart isa"}) {
    if (cpuinfo.value(key).starts_with("rv64")) return Kind{Arch::riscv64, Endian::little};
    if (cpuinfo.value(key).starts_with("rv32")) return Kind{Arch::riscv32, Endian::little};
  }
  return std::nullopt;
}

Abi usual_abi(Arch arch) {
  switch (arch) {
  case Arch::arm: return Abi::arm_eabi;
  case Arch::mips: return Abi::mips_o32;
  case Arch::mips64: return Abi::mips_n64;
  case Arch::riscv32: return Abi::riscv_ilp32;
  case Arch::riscv64: return Abi::riscv_lp64;
  default: return Abi::plain;
  }
}

std::string_view order_words(Endian endian) {
  return endian == Endian::little ? ", little-endian" : ", big-endian";
}

struct Told {
  Kind kind;
  Evidence evidence;
};

// Before the byte order of MIPS is looked for where nobody said it.
std::optional<Told> kind_of_kernel(const ProcessorAnswers& answers) {
  std::optional<Kind> kind = kind_of_uname(answers.uname_machine);
  Evidence evidence{"uname -m", printable(answers.uname_machine, 40)};
  if (!kind) {
    kind = kind_of_cpuinfo(answers.cpuinfo);
    evidence = {"/proc/cpuinfo", "the keys and words of this architecture"};
  }
  if (!kind) return std::nullopt;
  if (answers.auxv) {
    kind->endian = answers.auxv->endian;
    evidence.source += " and AT_PAGESZ";
    evidence.text += answers.auxv->is_64_bit ? ", 64-bit" : ", 32-bit";
    evidence.text += order_words(answers.auxv->endian);
    // A 64-bit kernel with a 32-bit userland says so in the word size of the auxiliary vector.
    if (!answers.auxv->is_64_bit) kind->arch = narrowed(kind->arch);
  }
  return Told{*kind, std::move(evidence)};
}

MaybeFact<Machine> by_kernel(const ProcessorAnswers& answers) {
  std::optional<Told> told = kind_of_kernel(answers);
  if (!told) return std::nullopt;
  Kind& kind = told->kind;
  bool mips = kind.arch == Arch::mips || kind.arch == Arch::mips64;
  if (!kind.endian && mips) {
    std::string_view system = answers.cpuinfo.value("system type");
    kind.endian = catalogue::byte_order_of_mips(system);
    told->evidence.source += " and system type";
    told->evidence.text += ", " + printable(system, 60);
  }
  if (!kind.endian) return std::nullopt;
  return Fact<Machine>{{kind.arch, *kind.endian, usual_abi(kind.arch), FloatAbi::hard},
                       told->evidence};
}

// The userland's way of passing floats, where somebody said it.
FloatAbi mips_float_abi(const ProcessorAnswers& answers) {
  if (answers.program && answers.program->float_abi) return *answers.program->float_abi;
  std::string_view names = answers.loader_names;
  if (names.find("ld-musl-mips") != std::string_view::npos)
    return names.find("-sf.so") != std::string_view::npos ? FloatAbi::soft : FloatAbi::hard;
  std::vector<std::string_view> models = answers.cpuinfo.values("cpu model");
  bool fpu = !models.empty() && std::ranges::all_of(models, [](std::string_view model) {
    return model.find("FPU") != std::string_view::npos;
  });
  return fpu ? FloatAbi::hard : FloatAbi::soft;
}

FloatAbi hard_if(const std::optional<KernelWords>& said, const char* word) {
  return said && said->words.contains(word) ? FloatAbi::hard : FloatAbi::soft;
}

}  // namespace

Arch narrowed(Arch arch) {
  switch (arch) {
  case Arch::aarch64: return Arch::arm;
  case Arch::x86_64: return Arch::x86;
  case Arch::mips64: return Arch::mips;
  case Arch::riscv64: return Arch::riscv32;
  case Arch::powerpc64: return Arch::powerpc;
  default: return arch;
  }
}

std::optional<Kind> kind_of_cpuinfo(const CpuInfo& cpuinfo) {
  if (cpuinfo.has("flags") || cpuinfo.has("cpuid level"))
    return Kind{is_64_bit_x86(cpuinfo) ? Arch::x86_64 : Arch::x86, Endian::little};
  bool loongarch = cpuinfo.value("ISA").find("loongarch64") != std::string_view::npos;
  if (loongarch) return Kind{Arch::loongarch64, Endian::little};
  for (auto* by_lines : {kind_by_mips_lines, kind_by_riscv_lines, kind_by_powerpc_lines}) {
    if (std::optional<Kind> kind = by_lines(cpuinfo)) return kind;
  }
  return kind_by_arm_lines(cpuinfo);
}

bool is_64_bit_x86(const CpuInfo& cpuinfo) {
  // Only 32-bit kernels print these.
  for (std::string_view key : {"fdiv_bug", "f00f_bug", "coma_bug", "hlt_bug"}) {
    if (cpuinfo.has(key)) return false;
  }
  std::optional<std::set<std::string>> flags = cpuinfo.common_words("flags");
  return flags && flags->contains("lm");
}

std::optional<Arch> arch_of(const ProcessorAnswers& answers) {
  if (answers.program) return answers.program->arch;
  std::optional<Told> told = kind_of_kernel(answers);
  if (!told) return std::nullopt;
  return told->kind.arch;
}

MaybeFact<Machine> machine_of(const ProcessorAnswers& answers) {
  if (!answers.program) return by_kernel(answers);
  const ElfFacts& program = *answers.program;
  return Fact<Machine>{{*program.arch, program.endian, program.abi, FloatAbi::hard},
                       answers.program_evidence};
}

FloatAbi float_abi_of(Arch arch, const ProcessorAnswers& answers,
                      const std::optional<KernelWords>& said) {
  switch (arch) {
  case Arch::arm: return hard_if(said, "vfp");
  case Arch::powerpc: return hard_if(said, "fpu");
  case Arch::mips:
  case Arch::mips64: return mips_float_abi(answers);
  case Arch::riscv32:
  case Arch::riscv64:
    if (answers.program && answers.program->float_abi) return *answers.program->float_abi;
    return said ? hard_if(said, "d") : FloatAbi::hard;
  case Arch::loongarch64: return said ? hard_if(said, "fpu") : FloatAbi::hard;
  default: return FloatAbi::hard;
  }
}

}  // namespace ashore::probe
