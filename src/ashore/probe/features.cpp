// SPDX-License-Identifier: Apache-2.0
#include "ashore/probe/features.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <span>
#include <vector>

#include "ashore/base/text.h"
#include "ashore/probe/hwcap.h"

namespace ashore::probe {

namespace {

// An LLVM feature and the kernel's words that must all be there for it.
struct Rule {
  std::string_view feature;
  std::array<std::string_view, 2> words;
};

// "d32" is not the kernel's word but ours, see with_register_count.
constexpr std::array arm_rules = {
    Rule{"vfp2", {"vfp", ""}},         Rule{"vfp3d16", {"vfpv3", "vfp"}},
    Rule{"vfp3", {"vfpv3", "d32"}},    Rule{"d32", {"d32", "vfp"}},
    Rule{"vfp4d16", {"vfpv4", ""}},    Rule{"vfp4", {"vfpv4", "d32"}},
    Rule{"fp16", {"vfpv4", ""}},       Rule{"neon", {"neon", "d32"}},
    Rule{"dsp", {"edsp", ""}},         Rule{"hwdiv-arm", {"idiva", ""}},
    Rule{"hwdiv", {"idivt", ""}},      Rule{"crc", {"crc32", ""}},
    Rule{"aes", {"aes", "pmull"}},     Rule{"sha2", {"sha1", "sha2"}},
    Rule{"dotprod", {"asimddp", ""}},  Rule{"fullfp16", {"fphp", "asimdhp"}},
    Rule{"fp16fml", {"asimdfhm", ""}}, Rule{"bf16", {"asimdbf16", ""}},
    Rule{"i8mm", {"i8mm", ""}},        Rule{"sb", {"sb", ""}},
};

constexpr std::array aarch64_rules = {
    Rule{"fp-armv8", {"fp", ""}},
    Rule{"neon", {"asimd", "fp"}},
    Rule{"aes", {"aes", "pmull"}},
    Rule{"sha2", {"sha1", "sha2"}},
    Rule{"crc", {"crc32", ""}},
    Rule{"lse", {"atomics", ""}},
    Rule{"fullfp16", {"fphp", "asimdhp"}},
    Rule{"rdm", {"asimdrdm", ""}},
    Rule{"jsconv", {"jscvt", ""}},
    Rule{"complxnum", {"fcma", ""}},
    Rule{"rcpc", {"lrcpc", ""}},
    Rule{"rcpc-immo", {"ilrcpc", ""}},
    Rule{"ccpp", {"dcpop", ""}},
    Rule{"ccdp", {"dcpodp", ""}},
    Rule{"sha3", {"sha3", "sha512"}},
    Rule{"sm4", {"sm3", "sm4"}},
    Rule{"dotprod", {"asimddp", ""}},
    Rule{"sve", {"sve", ""}},
    Rule{"sve2", {"sve2", ""}},
    Rule{"fp16fml", {"asimdfhm", ""}},
    Rule{"dit", {"dit", ""}},
    Rule{"lse2", {"uscat", ""}},
    Rule{"flagm", {"flagm", ""}},
    Rule{"altnzcv", {"flagm2", ""}},
    Rule{"ssbs", {"ssbs", ""}},
    Rule{"sb", {"sb", ""}},
    Rule{"pauth", {"paca", "pacg"}},
    Rule{"fptoint", {"frint", ""}},
    Rule{"i8mm", {"i8mm", ""}},
    Rule{"bf16", {"bf16", ""}},
    Rule{"rand", {"rng", ""}},
    Rule{"bti", {"bti", ""}},
    Rule{"mte", {"mte", ""}},
    Rule{"sme", {"sme", ""}},
};

// Without mips16 and micromips: to LLVM these are not what a core can do but what to compile for.
constexpr std::array mips_rules = {
    Rule{"dsp", {"dsp", ""}}, Rule{"dspr2", {"dsp2", "dsp"}}, Rule{"dspr3", {"dsp3", "dsp2"}},
    Rule{"msa", {"msa", ""}}, Rule{"mt", {"mt", ""}},         Rule{"eva", {"eva", ""}},
    Rule{"virt", {"vz", ""}}, Rule{"crc", {"crc32", ""}},
};

constexpr std::array x86_rules = {
    Rule{"cmov", {"cmov", ""}},
    Rule{"cx8", {"cx8", ""}},
    Rule{"mmx", {"mmx", ""}},
    Rule{"sse", {"sse", ""}},
    Rule{"sse2", {"sse2", ""}},
    Rule{"sse3", {"pni", ""}},
    Rule{"ssse3", {"ssse3", ""}},
    Rule{"sse4.1", {"sse4_1", ""}},
    Rule{"sse4.2", {"sse4_2", ""}},
    Rule{"sse4a", {"sse4a", ""}},
    Rule{"popcnt", {"popcnt", ""}},
    Rule{"cx16", {"cx16", ""}},
    Rule{"sahf", {"lahf_lm", ""}},
    Rule{"movbe", {"movbe", ""}},
    Rule{"aes", {"aes", ""}},
    Rule{"pclmul", {"pclmulqdq", ""}},
    Rule{"xsave", {"xsave", ""}},
    Rule{"avx", {"avx", "xsave"}},
    Rule{"avx2", {"avx2", "avx"}},
    Rule{"f16c", {"f16c", "avx"}},
    Rule{"fma", {"fma", "avx"}},
    Rule{"bmi", {"bmi1", ""}},
    Rule{"bmi2", {"bmi2", ""}},
    Rule{"lzcnt", {"abm", ""}},
    Rule{"rdrnd", {"rdrand", ""}},
    Rule{"rdseed", {"rdseed", ""}},
    Rule{"adx", {"adx", ""}},
    Rule{"sha", {"sha_ni", ""}},
    Rule{"avx512f", {"avx512f", "avx2"}},
    Rule{"avx512cd", {"avx512cd", "avx512f"}},
    Rule{"avx512bw", {"avx512bw", "avx512f"}},
    Rule{"avx512dq", {"avx512dq", "avx512f"}},
    Rule{"avx512vl", {"avx512vl", "avx512f"}},
    Rule{"vaes", {"vaes", "avx2"}},
    Rule{"gfni", {"gfni", ""}},
    Rule{"clflushopt", {"clflushopt", ""}},
};

// The kernel's words are LLVM's there.
constexpr std::array<std::string_view, 20> riscv_words = {
    "m",   "a",   "f",      "d",      "c",           "v",   "zicsr",  "zifencei", "zba", "zbb",
    "zbc", "zbs", "zicbom", "zicboz", "zihintpause", "zfh", "zfhmin", "zkt",      "zca", "zacas"};

std::span<const Rule> rules_of(Arch arch) {
  switch (arch) {
  case Arch::arm: return arm_rules;
  case Arch::aarch64: return aarch64_rules;
  case Arch::mips:
  case Arch::mips64: return mips_rules;
  case Arch::x86:
  case Arch::x86_64: return x86_rules;
  default: return {};
  }
}

// Linux says vfpv3d16 for a VFP with 16 double registers; vfpd32, for 32, came with 3.8.
void with_register_count(std::set<std::string>& words) {
  bool all = words.contains("vfpd32") || words.contains("neon") ||
             (words.contains("vfpv3") && !words.contains("vfpv3d16"));
  if (all && !words.contains("vfpv3d16")) words.insert("d32");
}

// "rv64imafdc_zicsr_zba" as "i", "m", ..., "zba".
std::set<std::string> riscv_extensions(std::string_view isa) {
  std::set<std::string> extensions;
  std::vector<std::string_view> parts = split(isa, '_');
  std::string_view letters = parts.front();
  if (letters.starts_with("rv64") || letters.starts_with("rv32")) letters.remove_prefix(4);
  for (char letter : letters) {
    if (letter == 'g') {
      extensions.insert({"i", "m", "a", "f", "d", "zicsr", "zifencei"});
    } else {
      extensions.insert(std::string(1, letter));
    }
  }
  for (std::size_t i = 1; i < parts.size(); ++i) extensions.emplace(parts[i]);
  return extensions;
}

struct Line {
  std::string_view key;
  std::optional<std::set<std::string>> words;
};

Line riscv_line(const CpuInfo& cpuinfo) {
  Line line{"isa", std::nullopt};
  for (std::string_view isa : cpuinfo.values("isa")) {
    std::set<std::string> here = riscv_extensions(isa);
    if (line.words) {
      std::erase_if(*line.words, [&](const std::string& word) { return !here.contains(word); });
    } else {
      line.words = std::move(here);
    }
  }
  // T-Head's C906 and C910 say v for version 0.7.1, which has other encodings.
  if (line.words && cpuinfo.value("uarch").starts_with("thead,")) line.words->erase("v");
  return line;
}

// The line of features that speaks of programs of this architecture.
Line feature_line(Arch arch, const CpuInfo& cpuinfo) {
  switch (arch) {
  case Arch::arm: {
    Line line{"Features", cpuinfo.common_words("Features")};
    // A 64-bit kernel speaks of 64-bit programs here, also to a 32-bit cat.
    bool is_32_bit = line.words && (line.words->contains("half") || line.words->contains("thumb"));
    if (!is_32_bit) line.words.reset();
    return line;
  }
  case Arch::aarch64: {
    Line line{"Features", cpuinfo.common_words("Features")};
    if (line.words && line.words->contains("half")) line.words.reset();
    return line;
  }
  case Arch::mips:
  case Arch::mips64: return {"ASEs implemented", cpuinfo.common_words("ASEs implemented")};
  case Arch::x86:
  case Arch::x86_64: return {"flags", cpuinfo.common_words("flags")};
  case Arch::riscv32:
  case Arch::riscv64: return riscv_line(cpuinfo);
  default: return {"", std::nullopt};
  }
}

struct Hwcap {
  std::set<std::string> words;    // whose bits are set
  std::set<std::string> telling;  // that it can tell at all
  std::string text;
};

std::optional<Hwcap> hwcap_of(Arch arch, const std::optional<AuxiliaryVector>& auxv) {
  if (!auxv || !auxv->hwcap || hwcap_bits(arch).empty()) return std::nullopt;
  constexpr std::uint64_t every_bit = ~std::uint64_t{0};
  Hwcap hwcap{hwcap_words(hwcap_bits(arch), *auxv->hwcap), hwcap_words(hwcap_bits(arch), every_bit),
              fmt::format("AT_HWCAP {:#x}", *auxv->hwcap)};
  if (auxv->hwcap2) {
    hwcap.words.merge(hwcap_words(hwcap2_bits(arch), *auxv->hwcap2));
    hwcap.telling.merge(hwcap_words(hwcap2_bits(arch), every_bit));
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

}  // namespace

std::optional<KernelWords> kernel_words(Arch arch, const std::optional<AuxiliaryVector>& auxv,
                                        const CpuInfo& cpuinfo) {
  std::optional<Hwcap> hwcap = hwcap_of(arch, auxv);
  Line line = feature_line(arch, cpuinfo);
  if (!line.words && !hwcap) return std::nullopt;
  if (!line.words) return KernelWords{hwcap->words, {"AT_HWCAP", hwcap->text}};
  KernelWords said{*line.words, {std::string(line.key), spoken(line)}};
  // Before Linux 5.3 AT_HWCAP of MIPS tells MSA and R6 only, and 0 where there is a DSP.
  if (arch == Arch::mips || arch == Arch::mips64) return said;
  if (hwcap) {
    // The one word that says less: it counts if either of the two says it.
    if (hwcap->words.contains("vfpv3d16")) said.words.insert("vfpv3d16");
    std::erase_if(said.words, [&](const std::string& word) {
      return word != "vfpv3d16" && hwcap->telling.contains(word) && !hwcap->words.contains(word);
    });
    said.evidence.source += " and AT_HWCAP";
    said.evidence.text += "; " + hwcap->text;
  }
  return said;
}

Features llvm_features(Arch arch, const std::set<std::string>& kernel_words) {
  std::set<std::string> words = kernel_words;
  if (arch == Arch::arm) with_register_count(words);
  Features features;
  for (const Rule& rule : rules_of(arch)) {
    bool all = std::ranges::all_of(rule.words, [&](std::string_view word) {
      return word.empty() || words.contains(std::string(word));
    });
    if (all) features.names.emplace(rule.feature);
  }
  if (arch == Arch::riscv32 || arch == Arch::riscv64) {
    for (std::string_view word : riscv_words) {
      if (words.contains(std::string(word))) features.names.emplace(word);
    }
  }
  return features;
}

}  // namespace ashore::probe
