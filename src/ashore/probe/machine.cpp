// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <array>

#include "ashore/base/text.h"
#include "ashore/probe/cores.h"
#include "ashore/probe/processor.h"

namespace ashore::probe {

namespace {

struct Kind {
  Arch arch;
  std::optional<Endian> endian;
};

struct UnameRow {
  std::string_view beginning;
  Kind kind;
};

// `uname -m`, longest first where one begins another. MIPS says `mips` for both byte orders.
constexpr std::array uname_rows = {
    UnameRow{"aarch64_be", {Arch::aarch64, Endian::big}},
    UnameRow{"aarch64", {Arch::aarch64, Endian::little}},
    UnameRow{"x86_64", {Arch::x86_64, Endian::little}},
    UnameRow{"i386", {Arch::x86, Endian::little}},
    UnameRow{"i486", {Arch::x86, Endian::little}},
    UnameRow{"i586", {Arch::x86, Endian::little}},
    UnameRow{"i686", {Arch::x86, Endian::little}},
    UnameRow{"mips64", {Arch::mips64, std::nullopt}},
    UnameRow{"mips", {Arch::mips, std::nullopt}},
    UnameRow{"riscv64", {Arch::riscv64, Endian::little}},
    UnameRow{"riscv32", {Arch::riscv32, Endian::little}},
    UnameRow{"ppc64le", {Arch::powerpc64, Endian::little}},
    UnameRow{"ppc64", {Arch::powerpc64, Endian::big}},
    UnameRow{"ppc", {Arch::powerpc, Endian::big}},
    UnameRow{"loongarch64", {Arch::loongarch64, Endian::little}},
};

std::optional<Kind> kind_of_uname(std::string_view machine) {
  // armv7l, armv5tejl, armv7b: the last letter is the byte order.
  if (machine.starts_with("armv"))
    return Kind{Arch::arm, machine.ends_with('b') ? Endian::big : Endian::little};
  for (const UnameRow& row : uname_rows) {
    if (machine.starts_with(row.beginning)) return row.kind;
  }
  return std::nullopt;
}

std::optional<Kind> kind_of_cpuinfo(const CpuInfo& cpuinfo) {
  if (auto words = cpuinfo.common_words("Features")) {
    if (words->contains("half") || words->contains("thumb")) return Kind{Arch::arm, {}};
    if (words->contains("asimd")) return Kind{Arch::aarch64, Endian::little};
  }
  if (auto words = cpuinfo.common_words("flags"); words && words->contains("fpu"))
    return Kind{words->contains("lm") ? Arch::x86_64 : Arch::x86, Endian::little};
  if (find_mips_core(cpuinfo.value("cpu model")) != nullptr) return Kind{Arch::mips, {}};
  if (cpuinfo.value("isa").starts_with("rv64")) return Kind{Arch::riscv64, Endian::little};
  if (cpuinfo.value("isa").starts_with("rv32")) return Kind{Arch::riscv32, Endian::little};
  return std::nullopt;
}

// A 64-bit kernel with a 32-bit userland says so in the word size of the auxiliary vector.
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

MaybeFact<Machine> by_program(const ProcessorAnswers& answers) {
  if (!answers.program) return std::nullopt;
  const ElfHead& head = *answers.program;
  return Fact<Machine>{{head.arch, head.endian, head.abi, FloatAbi::hard},
                       answers.program_evidence};
}

MaybeFact<Machine> by_kernel(const ProcessorAnswers& answers) {
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
    if (!answers.auxv->is_64_bit) kind->arch = narrowed(kind->arch);
  }
  // Big-endian ARM says armv7b; without uname it would be a guess, but there is no such Linux
  // device that Rust has a target for.
  if (kind->arch == Arch::arm && !kind->endian) kind->endian = Endian::little;
  if (!kind->endian) return std::nullopt;
  return Fact<Machine>{{kind->arch, *kind->endian, usual_abi(kind->arch), FloatAbi::hard},
                       evidence};
}

// The userland's way of passing floats, where somebody said it.
FloatAbi mips_float_abi(const ProcessorAnswers& answers) {
  if (answers.program && answers.program->float_abi) return *answers.program->float_abi;
  std::string_view names = answers.loader_names;
  if (names.find("ld-musl-mips") != std::string_view::npos)
    return names.find("-sf.so") != std::string_view::npos ? FloatAbi::soft : FloatAbi::hard;
  bool fpu = answers.cpuinfo.value("cpu model").find("FPU") != std::string_view::npos;
  return fpu ? FloatAbi::hard : FloatAbi::soft;
}

FloatAbi arm_float_abi(const ProcessorAnswers& answers) {
  std::optional<KernelWords> said = kernel_words(Arch::arm, answers.auxv, answers.cpuinfo);
  return said && said->words.contains("vfp") ? FloatAbi::hard : FloatAbi::soft;
}

}  // namespace

MaybeFact<Machine> machine_of(const ProcessorAnswers& answers) {
  MaybeFact<Machine> fact = by_program(answers);
  if (!fact) fact = by_kernel(answers);
  if (!fact) return std::nullopt;
  Machine& machine = fact->value;
  switch (machine.arch) {
  case Arch::arm: machine.float_abi = arm_float_abi(answers); break;
  case Arch::mips:
  case Arch::mips64: machine.float_abi = mips_float_abi(answers); break;
  case Arch::riscv32:
  case Arch::riscv64:
    if (answers.program && answers.program->float_abi)
      machine.float_abi = *answers.program->float_abi;
    break;
  default: break;
  }
  return fact;
}

}  // namespace ashore::probe
