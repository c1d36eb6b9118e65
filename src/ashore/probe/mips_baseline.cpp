// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "ashore/base/text.h"
#include "ashore/catalogue/cores.h"
#include "ashore/probe/processor.h"

namespace ashore::probe {

namespace {

// What the kernel's line `isa` says, ascending, and LLVM's name. Release 6 took instructions away.
struct Level {
  std::string_view isa, llvm;
};
constexpr std::array levels_32 = {Level{"mips1", "mips1"},       Level{"mips2", "mips2"},
                                  Level{"mips32r1", "mips32"},   Level{"mips32r2", "mips32r2"},
                                  Level{"mips32r5", "mips32r5"}, Level{"mips32r6", "mips32r6"}};
constexpr std::array levels_64 = {Level{"mips3", "mips3"},       Level{"mips4", "mips4"},
                                  Level{"mips5", "mips5"},       Level{"mips64r1", "mips64"},
                                  Level{"mips64r2", "mips64r2"}, Level{"mips64r5", "mips64r5"},
                                  Level{"mips64r6", "mips64r6"}};

std::span<const Level> levels_of(Arch arch) {
  if (arch == Arch::mips64) return levels_64;
  return levels_32;
}

// The highest that the line says.
std::optional<std::size_t> level_of_isa(Arch arch, const CpuInfo& cpuinfo) {
  if (!cpuinfo.told_of_every_core("isa")) return std::nullopt;
  std::optional<std::set<std::string>> isa = cpuinfo.common_words("isa");
  std::span<const Level> levels = levels_of(arch);
  std::optional<std::size_t> highest;
  for (std::size_t i = 0; i < levels.size(); ++i) {
    if (isa->contains(std::string(levels[i].isa))) highest = i;
  }
  // Some kernels name the highest only, and no kernel runs without mips1.
  if (!highest && arch == Arch::mips) highest = 0;
  return highest;
}

// What the 32-bit half of a 64-bit core is called depends on the ABI.
std::string in_bits_of(Arch arch, std::string_view baseline) {
  std::string name(baseline);
  if (arch == Arch::mips64) return name;
  if (name.starts_with("mips64")) return "mips32" + name.substr(6);
  if (name == "mips3" || name == "mips4" || name == "mips5") return "mips2";
  return name;
}

std::optional<std::size_t> level_of_name(Arch arch, std::string_view baseline) {
  std::string name = in_bits_of(arch, baseline);
  std::span<const Level> levels = levels_of(arch);
  for (std::size_t i = 0; i < levels.size(); ++i) {
    if (levels[i].llvm == name) return i;
  }
  return std::nullopt;
}

}  // namespace

MaybeFact<std::string> mips_baseline(Arch arch, const CpuInfo& cpuinfo) {
  // Every kernel prints it. Without it the rest is not to be trusted: `isa` of vendors' kernels
  // says too much of old cores.
  if (!cpuinfo.told_of_every_core("cpu model")) return std::nullopt;
  std::optional<std::size_t> isa = level_of_isa(arch, cpuinfo), lowest = isa;
  std::string_view model_that_counts, last;
  for (std::string_view model : cpuinfo.values("cpu model")) {
    if (model == last) continue;
    last = model;
    const catalogue::MipsCore* core = catalogue::find_mips_core(model);
    if (core == nullptr) continue;
    bool isa_decides = isa && !core->highest.empty();
    std::optional<std::size_t> level =
        level_of_name(arch, isa_decides ? core->highest : core->baseline);
    if (!level || (lowest && *lowest <= *level)) continue;
    lowest = level;
    model_that_counts = model;
  }
  if (!lowest) return std::nullopt;
  Evidence evidence{"/proc/cpuinfo", "isa: " + printable(cpuinfo.value("isa"), 100)};
  if (!isa || *isa != *lowest) evidence.text = "cpu model: " + printable(model_that_counts, 80);
  return Fact<std::string>{std::string(levels_of(arch)[*lowest].llvm), evidence};
}

}  // namespace ashore::probe
