// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ashore/base/text.h"
#include "ashore/catalogue/cores.h"
#include "ashore/catalogue/expected_facts.h"
#include "ashore/catalogue/identify.h"

namespace ashore::catalogue {

namespace {

// Of 32-bit ARM: what uses the registers of an FPU.
constexpr std::array<std::string_view, 15> arm_fpu = {
    "vfp2", "vfp3d16", "vfp3", "d32",     "vfp4d16",  "vfp4",    "fp16", "neon",
    "aes",  "sha2",    "bf16", "dotprod", "fullfp16", "fp16fml", "i8mm"};

// What a row may promise and whose absence in a measurement is worth a word: old kernels do not
// print every small feature.
constexpr std::array<std::string_view, 8> telling = {"vfp2", "neon", "fp-armv8", "cmov",
                                                     "sse2", "f",    "d",        "hard-float"};

std::string listed(const std::vector<std::string>& names) { return joined(names, ", "); }

// Facts that were saved were held against the catalogue before.
void disagree(DeviceFacts& facts, std::string sentence) {
  if (std::ranges::find(facts.disagreements, sentence) == facts.disagreements.end())
    facts.disagreements.push_back(std::move(sentence));
}

// Removes what `unwanted` says, and returns it.
template <class Unwanted>
std::vector<std::string> take_away(MaybeFact<Features>& features, Unwanted unwanted) {
  std::vector<std::string> gone;
  if (!features) return gone;
  std::erase_if(features->value.names, [&](const std::string& name) {
    if (!unwanted(name)) return false;
    gone.push_back(name);
    return true;
  });
  return gone;
}

bool is_arm_fpu(const std::string& name) {
  return std::ranges::find(arm_fpu, name) != arm_fpu.end();
}

// "CPU implementer 0x41, CPU part 0xc09: Cortex-A9", as probe words the evidence of a core.
const ArmCore* core_in(const MaybeFact<std::string>& fact) {
  if (!fact) return nullptr;
  auto number_behind = [&](std::string_view key) -> std::optional<unsigned> {
    std::string_view text = fact->evidence.text;
    std::size_t at = text.find(key);
    if (at == std::string_view::npos) return std::nullopt;
    text.remove_prefix(at + key.size());
    text = text.substr(0, text.find_first_not_of("0123456789abcdef"));
    std::optional<std::uint64_t> number = parse_unsigned(text, 16);
    if (!number || *number > 0xffff) return std::nullopt;
    return static_cast<unsigned>(*number);
  };
  std::optional<unsigned> implementer = number_behind("CPU implementer 0x");
  std::optional<unsigned> part = number_behind("CPU part 0x");
  return implementer && part ? find_arm_core(*implementer, *part) : nullptr;
}

// Nobody may use an FPU that no core of that kind has, whatever the kernel prints.
void soften_without_fpu(DeviceFacts& facts) {
  if (facts.machine.value.arch == Arch::arm && facts.features &&
      !facts.features->value.names.contains("vfp2"))
    facts.machine.value.float_abi = FloatAbi::soft;
}

void cap_by_core(DeviceFacts& facts) {
  if (facts.machine.value.arch != Arch::arm) return;
  for (const MaybeFact<std::string>* fact : {&facts.core, &facts.baseline}) {
    const ArmCore* core = core_in(*fact);
    if (core == nullptr || core->most.names.empty()) continue;
    std::vector<std::string> gone = take_away(
        facts.features, [&](const std::string& name) { return !core->most.names.contains(name); });
    if (gone.empty()) continue;
    soften_without_fpu(facts);
    disagree(facts, "the kernel shows " + listed(gone) + ", which no " + std::string(core->name) +
                        " has: not used");
  }
}

// The 32-bit userland that a 64-bit core runs as well.
bool is_half_of(Arch measured, Arch row) {
  return (measured == Arch::arm && row == Arch::aarch64) ||
         (measured == Arch::x86 && row == Arch::x86_64) ||
         (measured == Arch::mips && row == Arch::mips64) ||
         (measured == Arch::powerpc && row == Arch::powerpc64);
}

void compare_features(const Architecture& row, const std::string& said, DeviceFacts& facts) {
  bool arm = facts.machine.value.arch == Arch::arm;
  if (arm && row.machine.float_abi == FloatAbi::soft) {
    std::vector<std::string> gone = take_away(facts.features, is_arm_fpu);
    bool was_hard = facts.machine.value.float_abi == FloatAbi::hard;
    facts.machine.value.float_abi = FloatAbi::soft;
    if (was_hard || !gone.empty())
      disagree(facts, "the device shows an FPU" + (gone.empty() ? "" : " (" + listed(gone) + ")") +
                          ", and the catalogue has none for it (" + said + "): not used");
    return;
  }
  if (!facts.features) return;
  std::vector<std::string> missing;
  for (std::string_view name : telling) {
    std::string feature(name);
    if (row.features.names.contains(feature) && !facts.features->value.names.contains(feature))
      missing.push_back(feature);
  }
  if (!missing.empty())
    disagree(facts, "the catalogue says " + listed(missing) + " (" + said +
                        "), and the device does not show it: not used");
}

void compare(const Architecture& row, const std::string& said, DeviceFacts& facts) {
  const Machine& measured = facts.machine.value;
  bool half = is_half_of(measured.arch, row.machine.arch);
  if ((measured.arch != row.machine.arch && !half) || measured.endian != row.machine.endian) {
    disagree(facts, "the device is " + to_string(measured) + ", and the catalogue says " +
                        to_string(row.machine) + " (" + said + "): what was measured counts");
    return;
  }
  if (!half) compare_features(row, said, facts);
}

void name_model(const Identified& found, const Evidence& said, DeviceFacts& facts) {
  std::string name =
      found.revision_is_known ? title(*found.board) : title_without_revision(*found.board);
  Evidence evidence = said;
  if (facts.model) {
    evidence = facts.model->evidence;
    if (evidence.text.ends_with(said.text)) return;
    evidence.source += " and the catalogue";
    evidence.text += "; " + said.text;
  }
  facts.model = Fact<std::string>{std::move(name), std::move(evidence)};
}

}  // namespace

DeviceFacts reconciled(DeviceFacts facts, const Catalogue& catalogue) {
  cap_by_core(facts);
  Identified found = identify(catalogue, facts);
  if (found.board == nullptr) return facts;
  Evidence said = evidence_of(*found.board);
  compare(*catalogue.architecture(found.board->architecture), said.text, facts);
  name_model(found, said, facts);
  return facts;
}

}  // namespace ashore::catalogue
