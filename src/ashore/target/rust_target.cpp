// SPDX-License-Identifier: Apache-2.0
#include "ashore/target/rust_target.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>
#include <vector>

#include "ashore/base/assert.h"
#include "ashore/base/table.h"
#include "ashore/base/text.h"
#include "embedded/rust_targets.h"

namespace ashore {

namespace {

enum Column : std::size_t {
  name,
  tier,
  prebuilt_std,
  oldest_kernel,
  libc,
  llvm_triple,
  arch,
  endian,
  bits,
  env,
  abi,
  float_abi,
  cpu,
  features,
  static_by_default,
  static_possible,
  atomic_bits
};
constexpr std::array<std::string_view, 17> columns = {"name",
                                                      "tier",
                                                      "prebuilt_std",
                                                      "oldest_kernel",
                                                      "libc",
                                                      "llvm_triple",
                                                      "arch",
                                                      "endian",
                                                      "bits",
                                                      "env",
                                                      "abi",
                                                      "float_abi",
                                                      "cpu",
                                                      "features",
                                                      "static_by_default",
                                                      "static_possible",
                                                      "atomic_bits"};

// Names of targets that share machine and C library with the ordinary one, and yet are another
// thing: a unikernel, or a std with a sanitizer in it.
bool is_ordinary(std::string_view target) {
  return !target.ends_with("asan") && target.find("-unikraft-") == std::string_view::npos;
}

std::optional<Libc> libc_of(std::string_view env) {
  if (env.starts_with("musl")) return Libc::musl;
  if (env.starts_with("gnu")) return Libc::glibc;
  if (env.starts_with("uclibc")) return Libc::uclibc;
  return std::nullopt;
}

// rustc's words for architectures that ashore has a word for.
std::optional<Arch> arch_of(std::string_view word) {
  if (word == "mips32r6") return Arch::mips;
  if (word == "mips64r6") return Arch::mips64;
  return parse_arch(word);
}

std::optional<Abi> abi_of(Arch arch, std::string_view word) {
  switch (arch) {
  case Arch::arm: return Abi::arm_eabi;
  case Arch::mips: return Abi::mips_o32;
  case Arch::mips64: return Abi::mips_n64;
  case Arch::riscv32: return Abi::riscv_ilp32;
  case Arch::riscv64: return Abi::riscv_lp64;
  case Arch::x86_64: return word == "x32" ? Abi::x32 : Abi::plain;
  // No released Linux runs 32-bit programs in AArch64's ILP32 ABI.
  case Arch::aarch64: return word == "ilp32" ? std::nullopt : std::optional(Abi::plain);
  default: return Abi::plain;
  }
}

// In the SPE ABI of PowerPC floats travel in the general registers, as in a soft-float ABI.
FloatAbi float_abi_of(const Table& table, std::size_t row) {
  bool soft = table.at(row, float_abi) == "soft" || table.at(row, abi) == "spe" ||
              table.at(row, features).find("+soft-float") != std::string_view::npos;
  return soft ? FloatAbi::soft : FloatAbi::hard;
}

// The first word of the name without its byte order, which the machine tells.
std::string subarch_of(std::string_view target, Arch arch) {
  std::string_view word = target.substr(0, target.find('-'));
  constexpr std::array<std::string_view, 3> orders = {"el", "le", "_be"};
  if (arch == Arch::mips || arch == Arch::mips64 || arch == Arch::powerpc64 ||
      arch == Arch::aarch64) {
    for (std::string_view order : orders) {
      if (word.ends_with(order)) word.remove_suffix(order.size());
    }
  }
  return std::string(word);
}

std::optional<Triple> triple_of(const Table& table, std::size_t row) {
  std::string_view target = table.at(row, name);
  std::optional<Arch> known_arch = arch_of(table.at(row, arch));
  std::optional<Libc> known_libc = libc_of(table.at(row, env));
  if (!known_arch || !known_libc || !is_ordinary(target)) return std::nullopt;
  std::optional<Abi> known_abi = abi_of(*known_arch, table.at(row, abi));
  if (!known_abi) return std::nullopt;
  Machine machine{*known_arch, table.at(row, endian) == "big" ? Endian::big : Endian::little,
                  *known_abi, float_abi_of(table, row)};
  return Triple{machine, subarch_of(target, *known_arch), *known_libc};
}

RustTarget target_of(const Table& table, std::size_t row) {
  RustTarget target;
  target.name = table.at(row, name);
  target.arch = table.at(row, arch);
  target.env = table.at(row, env);
  target.abi = table.at(row, abi);
  target.big_endian = table.at(row, endian) == "big";
  target.pointer_bits = static_cast<unsigned>(parse_unsigned(table.at(row, bits)).value_or(0));
  target.triple = triple_of(table, row);
  target.tier = static_cast<int>(parse_unsigned(table.at(row, tier)).value_or(3));
  target.prebuilt_std = table.at(row, prebuilt_std) == "yes";
  target.oldest_kernel = parse_version(table.at(row, oldest_kernel));
  target.documented_libc = table.at(row, libc);
  target.llvm_triple = table.at(row, llvm_triple);
  target.cpu = table.at(row, cpu);
  target.features = table.at(row, features);
  target.static_by_default = table.at(row, static_by_default) == "yes";
  target.static_possible = table.at(row, static_possible) == "yes";
  target.atomic_bits =
      static_cast<unsigned>(parse_unsigned(table.at(row, atomic_bits)).value_or(0));
  return target;
}

std::vector<RustTarget> parsed() {
  Expected<Table> table = Table::parse(embedded::rust_targets, columns);
  ASHORE_ASSERT(table.has_value(), "the table is part of the program, and a test reads it");
  std::vector<RustTarget> targets;
  targets.reserve(table->rows());
  for (std::size_t row = 0; row < table->rows(); ++row) targets.push_back(target_of(*table, row));
  return targets;
}

}  // namespace

std::span<const RustTarget> rust_targets() {
  static const std::vector<RustTarget> targets = parsed();
  return targets;
}

const RustTarget* find_rust_target(std::string_view wanted) {
  for (const RustTarget& target : rust_targets()) {
    if (target.name == wanted) return &target;
  }
  return nullptr;
}

const RustTarget* find_rust_target(const Triple& triple) {
  for (const RustTarget& target : rust_targets()) {
    if (target.triple == triple) return &target;
  }
  return nullptr;
}

}  // namespace ashore
