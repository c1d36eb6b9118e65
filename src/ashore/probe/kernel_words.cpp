// SPDX-License-Identifier: Apache-2.0
#include "ashore/probe/kernel_words.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <utility>

#include "ashore/base/text.h"
#include "ashore/catalogue/cores.h"
#include "ashore/catalogue/hwcap.h"
#include "ashore/probe/riscv_isa.h"

namespace ashore::probe {

namespace {

using catalogue::HwcapVector;
using Words = std::set<std::string>;

struct Line {
  std::string_view key;
  std::optional<Words> words;
};

// Linux says vfpv3d16 for a VFP with 16 double registers; vfpd32, for 32, came with 3.8.
void with_register_count(Words& words) {
  bool all = words.contains("vfpd32") || words.contains("neon") ||
             (words.contains("vfpv3") && !words.contains("vfpv3d16"));
  if (all && !words.contains("vfpv3d16")) words.insert("d32");
}

// LLVM's efpu2 is an SPE that has single precision only: e500v1.
void with_precision(Words& words) {
  if (words.contains("efpsingle") && !words.contains("efpdouble")) words.insert("efpu2");
}

Line arm_line(const CpuInfo& cpuinfo) {
  Line line{"Features", cpuinfo.common_words("Features")};
  // A 64-bit kernel speaks of 64-bit programs here, also to a 32-bit cat.
  if (!line.words || !speaks_of_arm(*line.words)) return {line.key, std::nullopt};
  // What was cut off may have been the one word that says less; these two need all 32 registers.
  bool all = line.words->contains("neon") || line.words->contains("vfpd32");
  if (!all && cpuinfo.breaks_off_in(line.key)) line.words->insert("vfpv3d16");
  return line;
}

Line aarch64_line(const CpuInfo& cpuinfo) {
  Line line{"Features", cpuinfo.common_words("Features")};
  if (line.words && !speaks_of_aarch64(*line.words)) line.words.reset();
  return line;
}

Line line_of_each_core(std::string_view key, const CpuInfo& cpuinfo) {
  if (!cpuinfo.told_of_every_core(key)) return {key, std::nullopt};
  return {key, cpuinfo.common_words(key)};
}

// The kernel makes AT_HWCAP of a table of cores, and so do we where it did not tell AT_HWCAP.
Line powerpc_line(const CpuInfo& cpuinfo) {
  Line line{"cpu", std::nullopt};
  if (!cpuinfo.told_of_every_core("cpu")) return line;
  std::string_view last;
  for (std::string_view cpu : cpuinfo.values("cpu")) {
    if (line.words && cpu == last) continue;
    last = cpu;
    const catalogue::PowerpcCore* core = catalogue::find_powerpc_core(cpu);
    if (core == nullptr) return {"cpu", std::nullopt};
    Words here;
    for (std::string_view word : words(core->words)) here.emplace(word);
    if (cpu.find("altivec supported") != std::string_view::npos) here.insert("altivec");
    if (!line.words) line.words = here;
    std::erase_if(*line.words, [&](const std::string& word) { return !here.contains(word); });
  }
  return line;
}

// The line of features that speaks of programs of this architecture.
Line feature_line(Arch arch, const CpuInfo& cpuinfo) {
  switch (arch) {
  case Arch::arm: return arm_line(cpuinfo);
  case Arch::aarch64: return aarch64_line(cpuinfo);
  case Arch::mips:
  case Arch::mips64: return line_of_each_core("ASEs implemented", cpuinfo);
  case Arch::x86:
  case Arch::x86_64: return line_of_each_core("flags", cpuinfo);
  case Arch::riscv32:
  case Arch::riscv64: return {"isa", common_riscv_extensions(cpuinfo)};
  case Arch::powerpc:
  case Arch::powerpc64: return powerpc_line(cpuinfo);
  case Arch::loongarch64: return line_of_each_core("Features", cpuinfo);
  }
  return {"", std::nullopt};
}

struct Hwcap {
  Words words;    // whose bits are set
  Words telling;  // that it can tell at all
  std::string text;
};

void add_bits(Arch arch, HwcapVector vector, std::uint64_t value, Hwcap& hwcap) {
  for (const catalogue::HwcapBit& known : catalogue::hwcap_bits(arch, vector)) {
    hwcap.telling.emplace(known.word);
    if ((value >> known.bit & 1) != 0) hwcap.words.emplace(known.word);
  }
}

// Programs of another word size or byte order are told other bits.
bool is_of(const Machine& machine, const AuxiliaryVector& auxv) {
  bool is_64_bit =
      pointer_bits(machine.arch) == 64 && machine.abi != Abi::x32 && machine.abi != Abi::mips_n32;
  return auxv.is_64_bit == is_64_bit && auxv.endian == machine.endian;
}

std::optional<Hwcap> hwcap_of(const Machine& machine, const std::optional<AuxiliaryVector>& auxv) {
  Arch arch = machine.arch;
  if (!auxv || !auxv->hwcap || catalogue::hwcap_bits(arch, HwcapVector::hwcap).empty())
    return std::nullopt;
  if (!is_of(machine, *auxv)) return std::nullopt;
  Hwcap hwcap{{}, {}, fmt::format("AT_HWCAP {:#x}", *auxv->hwcap)};
  add_bits(arch, HwcapVector::hwcap, *auxv->hwcap, hwcap);
  if (auxv->hwcap2) {
    add_bits(arch, HwcapVector::hwcap2, *auxv->hwcap2, hwcap);
    hwcap.text += fmt::format(", AT_HWCAP2 {:#x}", *auxv->hwcap2);
  }
  return hwcap;
}

std::string spoken(const Line& line) {
  std::string text(line.key);
  text += ":";
  for (const std::string& word : *line.words) text += " " + word;
  return printable(text, 1000);
}

// Words of AT_HWCAP that the line cannot have: it has been made of the core's name alone.
bool line_tells_less(Arch arch) { return arch == Arch::powerpc || arch == Arch::powerpc64; }

bool is_mips(Arch arch) { return arch == Arch::mips || arch == Arch::mips64; }

KernelWords both(Arch arch, const Line& line, const Hwcap& hwcap) {
  KernelWords said{*line.words,
                   {std::string(line.key) + " and AT_HWCAP", spoken(line) + "; " + hwcap.text}};
  if (arch == Arch::arm) {
    // The one word that says less: it counts if either of the two says it.
    if (hwcap.words.contains("vfpv3d16")) said.words.insert("vfpv3d16");
  }
  std::erase_if(said.words, [&](const std::string& word) {
    return word != "vfpv3d16" && hwcap.telling.contains(word) && !hwcap.words.contains(word);
  });
  return said;
}

// A program of the device's own with 2008's NaNs shows that the kernel runs such.
void add_words_of_program(const ProcessorAnswers& answers, KernelWords& said) {
  constexpr std::uint32_t ef_mips_nan2008 = 0x400;
  bool is_2008 = answers.program && answers.program->arch && is_mips(*answers.program->arch) &&
                 (answers.program->flags & ef_mips_nan2008) != 0;
  if (is_2008) said.words.insert("nan2008");
}

// The OpenPOWER ELFv2 ABI, 1.1: a POWER8 is the least that a little-endian system can have.
void add_words_of_abi(Endian endian, KernelWords& said) {
  if (endian == Endian::little)
    said.words.insert({"ppc64", "fpu", "altivec", "vsx", "arch_2_06", "arch_2_07"});
}

}  // namespace

std::optional<KernelWords> kernel_words(const Machine& machine, const ProcessorAnswers& answers) {
  Arch arch = machine.arch;
  std::optional<Hwcap> hwcap = hwcap_of(machine, answers.auxv);
  Line line = feature_line(arch, answers.cpuinfo);
  if (!line.words && !hwcap) return std::nullopt;
  if (!line.words || (hwcap && line_tells_less(arch)))
    return KernelWords{hwcap->words, {"AT_HWCAP", hwcap->text}};
  KernelWords said{*line.words, {std::string(line.key), spoken(line)}};
  if (arch == Arch::powerpc64) add_words_of_abi(machine.endian, said);
  // Before Linux 5.3 AT_HWCAP of MIPS tells MSA and R6 only, and 0 where there is a DSP.
  if (is_mips(arch)) {
    add_words_of_program(answers, said);
  } else if (hwcap) {
    said = both(arch, line, *hwcap);
  }
  return said;
}

Features llvm_features(Arch arch, const Words& kernel_words) {
  Words words = kernel_words;
  if (arch == Arch::arm) with_register_count(words);
  if (arch == Arch::powerpc) with_precision(words);
  Features features;
  for (const catalogue::FeatureRule& rule : catalogue::feature_rules(arch)) {
    bool all = std::ranges::all_of(
        rule.words, [&](std::string_view word) { return words.contains(std::string(word)); });
    if (all) features.names.emplace(rule.feature);
  }
  return features;
}

bool speaks_of_aarch64(const Words& features) {
  return features.contains("asimd") || features.contains("fp");
}

bool speaks_of_arm(const Words& features) {
  if (features.contains("half") || features.contains("thumb")) return true;
  // A kernel without user Thumb, or a list that lost its beginning.
  if (speaks_of_aarch64(features)) return false;
  return std::ranges::any_of(
      catalogue::hwcap_bits(Arch::arm, HwcapVector::hwcap),
      [&](const catalogue::HwcapBit& known) { return features.contains(std::string(known.word)); });
}

}  // namespace ashore::probe
