// SPDX-License-Identifier: Apache-2.0
#include "ashore/catalogue/hwcap.h"

#include <array>

#include "ashore/base/text.h"
#include "ashore/catalogue/built_in.h"
#include "embedded/features.h"
#include "embedded/hwcap.h"

namespace ashore::catalogue {

namespace {

// Architectures that share their words.
constexpr std::array<std::string_view, 7> families = {"arm",     "aarch64",   "mips", "riscv",
                                                      "powerpc", "loongarch", "x86"};

std::size_t family_of(Arch arch) {
  switch (arch) {
  case Arch::arm: return 0;
  case Arch::aarch64: return 1;
  case Arch::mips:
  case Arch::mips64: return 2;
  case Arch::riscv32:
  case Arch::riscv64: return 3;
  case Arch::powerpc:
  case Arch::powerpc64: return 4;
  case Arch::loongarch64: return 5;
  case Arch::x86:
  case Arch::x86_64: return 6;
  }
  return 0;
}

std::size_t family_of(std::string_view name) {
  std::size_t family = 0;
  while (family + 1 < families.size() && families[family] != name) ++family;
  return family;
}

using Bits = std::array<std::array<std::vector<HwcapBit>, 2>, families.size()>;

Bits read_bits() {
  constexpr std::array<std::string_view, 6> columns = {"arch", "vector",      "bit",
                                                       "word", "kernel_name", "meaning"};
  Table table = built_in(embedded::hwcap, columns);
  Bits bits;
  for (std::size_t row = 0; row < table.rows(); ++row) {
    std::size_t vector = table.at(row, 1) == "AT_HWCAP2" ? 1 : 0;
    unsigned bit = static_cast<unsigned>(parse_unsigned(table.at(row, 2)).value_or(0));
    bits[family_of(table.at(row, 0))][vector].push_back({bit, table.at(row, 3)});
  }
  return bits;
}

using Rules = std::array<std::vector<FeatureRule>, families.size()>;

Rules read_rules() {
  constexpr std::array<std::string_view, 3> columns = {"arch", "feature", "words"};
  Table table = built_in(embedded::features, columns);
  Rules rules;
  for (std::size_t row = 0; row < table.rows(); ++row) {
    rules[family_of(table.at(row, 0))].push_back({table.at(row, 1), words(table.at(row, 2))});
  }
  return rules;
}

}  // namespace

std::span<const HwcapBit> hwcap_bits(Arch arch, HwcapVector vector) {
  static const Bits bits = read_bits();
  return bits[family_of(arch)][vector == HwcapVector::hwcap ? 0 : 1];
}

std::span<const FeatureRule> feature_rules(Arch arch) {
  static const Rules rules = read_rules();
  return rules[family_of(arch)];
}

}  // namespace ashore::catalogue
