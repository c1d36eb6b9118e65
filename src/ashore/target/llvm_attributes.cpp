// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <span>
#include <string_view>

#include "ashore/base/text.h"
#include "ashore/target/compilers.h"
#include "ashore/target/names_of.h"

namespace ashore {

namespace {

// What LLVM 19 turns on by the name of a core (`clang -mcpu=NAME -###` for all that our tables
// name), and a core of that name need not have. Each stands before what it implies: to take a
// feature away takes what builds on it away too. The `sp` ones are the single-precision halves.
struct Unit {
  std::string_view feature;
  std::string_view needs;  // the floor's feature that allows it
};
constexpr std::array armv7_units = {Unit{"vfp4d16sp", "vfp4d16"}, Unit{"vfp4", "vfp4"},
                                    Unit{"neon", "neon"}, Unit{"d32", "d32"}, Unit{"fp16", "fp16"}};
constexpr std::array division_units = {Unit{"hwdiv-arm", "hwdiv-arm"}, Unit{"hwdiv", "hwdiv"}};
constexpr std::array armv8_units = {
    Unit{"crypto", "aes"},      Unit{"aes", "aes"},          Unit{"sha2", "sha2"},
    Unit{"crc", "crc"},         Unit{"bf16", "bf16"},        Unit{"i8mm", "i8mm"},
    Unit{"dotprod", "dotprod"}, Unit{"fp16fml", "fp16fml"},  Unit{"fullfp16", "fullfp16"},
    Unit{"fp-armv8", "aes"},    Unit{"fp-armv8d16sp", "aes"}};
constexpr std::array aarch64_units = {Unit{"aes", "aes"}, Unit{"sha2", "sha2"}, Unit{"crc", "crc"}};
constexpr std::array younger_units = {Unit{"sve2", "sve2"},
                                      Unit{"sve", "sve"},
                                      Unit{"sha3", "sha3"},
                                      Unit{"sm4", "sm4"},
                                      Unit{"bf16", "bf16"},
                                      Unit{"i8mm", "i8mm"},
                                      Unit{"fp16fml", "fp16fml"},
                                      Unit{"fullfp16", "fullfp16"},
                                      Unit{"dotprod", "dotprod"},
                                      Unit{"lse2", "lse2"},
                                      Unit{"lse", "lse"},
                                      Unit{"rdm", "rdm"},
                                      Unit{"rcpc-immo", "rcpc-immo"},
                                      Unit{"rcpc", "rcpc"},
                                      Unit{"jsconv", "jsconv"},
                                      Unit{"complxnum", "complxnum"},
                                      Unit{"pauth", "pauth"},
                                      Unit{"fptoint", "fptoint"},
                                      Unit{"flagm", "flagm"},
                                      Unit{"sb", "sb"},
                                      Unit{"ssbs", "ssbs"},
                                      Unit{"rand", "rand"},
                                      Unit{"mte", "mte"}};

bool is_one_of(std::string_view cpu, std::string_view list) {
  std::vector<std::string_view> cpus = words(list);
  return std::ranges::find(cpus, cpu) != cpus.end();
}

void within_floor(std::span<const Unit> units, const TargetChoice& choice,
                  std::vector<std::string>& attributes) {
  for (const Unit& unit : units) {
    if (!has(choice, unit.needs)) attributes.push_back("-" + std::string(unit.feature));
  }
  for (const Unit& unit : units) {
    if (unit.feature == unit.needs && has(choice, unit.feature))
      attributes.push_back("+" + std::string(unit.feature));
  }
}

std::vector<std::string> arm_attributes(const TargetChoice& choice) {
  std::vector<std::string> attributes;
  if (is_soft(choice)) attributes.emplace_back("+soft-float");
  if (arm_version(choice) == 7) {
    bool is_armv7 = choice.cpu.empty() ||
                    is_one_of(choice.cpu, "cortex-a5 cortex-a7 cortex-a8 cortex-a9 cortex-a12 "
                                          "cortex-a15 cortex-a17 krait swift");
    if (!is_armv7) within_floor(armv8_units, choice, attributes);
    bool divides = !choice.cpu.empty() && !is_one_of(choice.cpu, "cortex-a5 cortex-a8 cortex-a9");
    if (divides) within_floor(division_units, choice, attributes);
    // Soft float ends all floating point; NEON's integer part would be left.
    if (is_soft(choice))
      attributes.emplace_back("-neon");
    else
      within_floor(armv7_units, choice, attributes);
  }
  if (!is_soft(choice))
    attributes.emplace_back(has(choice, "vfp3")      ? "+vfp3"
                            : has(choice, "vfp3d16") ? "+vfp3d16"
                                                     : "+vfp2");
  return attributes;
}

std::vector<std::string> aarch64_attributes(const TargetChoice& choice) {
  std::vector<std::string> attributes;
  bool is_armv8_0 = is_one_of(choice.cpu, "cortex-a34 cortex-a35 cortex-a53 cortex-a57 cortex-a72 "
                                          "cortex-a73");
  if (!choice.cpu.empty() && !is_armv8_0) within_floor(younger_units, choice, attributes);
  within_floor(aarch64_units, choice, attributes);
  return attributes;
}

std::vector<std::string> plus(const TargetChoice& choice, std::string_view only_from) {
  std::vector<std::string> attributes;
  for (const std::string& feature : choice.floor.features.names) {
    bool known = only_from.find(" " + feature + " ") != std::string_view::npos;
    if (known) attributes.push_back("+" + feature);
  }
  return attributes;
}

}  // namespace

std::string llvm_cpu(const TargetChoice& choice) {
  switch (choice.triple.machine.arch) {
  case Arch::arm:
  case Arch::aarch64: return choice.cpu.empty() ? "generic" : choice.cpu;
  case Arch::mips:
  case Arch::mips64: return choice.floor.baseline;
  case Arch::x86:
    return has_all(choice, "cmov cx8 mmx sse sse2") ? "pentium4"
           : has_all(choice, "cx8 mmx")             ? "pentium-mmx"
                                                    : "i586";
  case Arch::x86_64: {
    int level = x86_64_level(choice);
    return level == 1 ? "x86-64" : "x86-64-v" + std::to_string(level);
  }
  case Arch::riscv32: return "generic-rv32";
  case Arch::riscv64: return "generic-rv64";
  case Arch::powerpc: return is_soft(choice) ? "e500" : has(choice, "booke") ? "440" : "ppc";
  case Arch::powerpc64: return !is_big(choice) ? "pwr8" : choice.cpu == "e5500" ? "e5500" : "ppc64";
  case Arch::loongarch64: return "generic-la64";
  }
  return "generic";
}

std::vector<std::string> llvm_attributes(const TargetChoice& choice) {
  switch (choice.triple.machine.arch) {
  case Arch::arm: return arm_attributes(choice);
  case Arch::aarch64: return aarch64_attributes(choice);
  case Arch::mips:
  case Arch::mips64:
    return is_soft(choice) ? std::vector<std::string>{"+soft-float"} : std::vector<std::string>{};
  case Arch::riscv32:
  case Arch::riscv64: return plus(choice, " m a f d c zba zbb zbs ");
  case Arch::loongarch64: return plus(choice, " f d lsx ");
  case Arch::powerpc:
    return is_soft(choice) ? std::vector<std::string>{"+spe", "+msync"}
                           : std::vector<std::string>{};
  case Arch::powerpc64:
    return is_big(choice) && !has(choice, "altivec") ? std::vector<std::string>{"-altivec"}
                                                     : std::vector<std::string>{};
  default: return {};
  }
}

}  // namespace ashore
