// SPDX-License-Identifier: Apache-2.0
#include "ashore/target/names.h"

#include <algorithm>
#include <array>
#include <utility>

#include "ashore/base/text.h"
#include "ashore/target/names_of.h"

namespace ashore {

namespace {

constexpr std::array<std::pair<Ecosystem, std::string_view>, 8> ecosystems = {
    {{Ecosystem::rust, "rust"},
     {Ecosystem::llvm, "llvm"},
     {Ecosystem::gcc, "gcc"},
     {Ecosystem::go, "go"},
     {Ecosystem::zig, "zig"},
     {Ecosystem::debian, "debian"},
     {Ecosystem::openwrt, "openwrt"},
     {Ecosystem::cmake, "cmake"}}};

}  // namespace

std::string_view name(Ecosystem ecosystem) {
  for (const auto& [known, word] : ecosystems) {
    if (known == ecosystem) return word;
  }
  return "";
}

std::optional<Ecosystem> parse_ecosystem(std::string_view word) {
  for (const auto& [ecosystem, known] : ecosystems) {
    if (known == word) return ecosystem;
  }
  return std::nullopt;
}

Expected<std::vector<std::string>> in_words_of(Ecosystem ecosystem, const TargetChoice& choice) {
  switch (ecosystem) {
  case Ecosystem::rust: return rust_words(choice);
  case Ecosystem::llvm: return llvm_words(choice);
  case Ecosystem::gcc: return gcc_words(choice);
  case Ecosystem::go: return go_words(choice);
  case Ecosystem::zig: return zig_words(choice);
  case Ecosystem::debian: return debian_words(choice);
  case Ecosystem::openwrt: return openwrt_words(choice);
  case Ecosystem::cmake: return cmake_words(choice);
  }
  std::unreachable();
}

bool has(const TargetChoice& choice, std::string_view feature) {
  return choice.floor.features.names.contains(std::string(feature));
}

bool has_all(const TargetChoice& choice, std::string_view features) {
  return std::ranges::all_of(words(features),
                             [&](std::string_view feature) { return has(choice, feature); });
}

bool is_soft(const TargetChoice& choice) {
  return choice.triple.machine.float_abi == FloatAbi::soft;
}

bool is_big(const TargetChoice& choice) { return choice.triple.machine.endian == Endian::big; }

int arm_version(const TargetChoice& choice) {
  std::string_view baseline = choice.floor.baseline;
  if (choice.triple.machine.arch != Arch::arm || !baseline.starts_with("armv")) return 0;
  return std::min(baseline.substr(4, 1).find_first_of("4567") == 0 ? baseline[4] - '0' : 7, 7);
}

int x86_64_level(const TargetChoice& choice) {
  if (!has_all(choice, "cx16 sahf popcnt sse3 ssse3 sse4.1 sse4.2")) return 1;
  if (!has_all(choice, "avx avx2 bmi bmi2 f16c fma lzcnt movbe xsave")) return 2;
  return has_all(choice, "avx512f avx512bw avx512cd avx512dq avx512vl") ? 4 : 3;
}

Failure nothing_there(std::string_view ecosystem, const TargetChoice& choice,
                      std::string_view why) {
  std::string text(ecosystem);
  text += " has nothing for " + to_string(choice.triple.machine);
  if (!choice.floor.baseline.empty()) text += " (" + choice.floor.baseline + ")";
  text += ": ";
  text += why;
  return failure(ErrorKind::device, std::move(text));
}

}  // namespace ashore
