// SPDX-License-Identifier: Apache-2.0
#include "ashore/target/machine.h"

#include <array>
#include <utility>

namespace ashore {

namespace {

template <class T, std::size_t N> using Words = std::array<std::pair<T, std::string_view>, N>;

template <class T, std::size_t N> std::string_view word_of(const Words<T, N>& table, T value) {
  for (const auto& [known, word] : table) {
    if (known == value) return word;
  }
  return "";
}

template <class T, std::size_t N>
std::optional<T> value_of(const Words<T, N>& table, std::string_view text) {
  for (const auto& [value, word] : table) {
    if (word == text) return value;
  }
  return std::nullopt;
}

constexpr Words<Arch, 11> arches = {{{Arch::x86, "x86"},
                                     {Arch::x86_64, "x86_64"},
                                     {Arch::arm, "arm"},
                                     {Arch::aarch64, "aarch64"},
                                     {Arch::mips, "mips"},
                                     {Arch::mips64, "mips64"},
                                     {Arch::riscv32, "riscv32"},
                                     {Arch::riscv64, "riscv64"},
                                     {Arch::powerpc, "powerpc"},
                                     {Arch::powerpc64, "powerpc64"},
                                     {Arch::loongarch64, "loongarch64"}}};
constexpr Words<Abi, 8> abis = {{{Abi::plain, "plain"},
                                 {Abi::arm_eabi, "arm_eabi"},
                                 {Abi::mips_o32, "mips_o32"},
                                 {Abi::mips_n32, "mips_n32"},
                                 {Abi::mips_n64, "mips_n64"},
                                 {Abi::riscv_ilp32, "riscv_ilp32"},
                                 {Abi::riscv_lp64, "riscv_lp64"},
                                 {Abi::x32, "x32"}}};
constexpr Words<Libc, 3> libcs = {
    {{Libc::musl, "musl"}, {Libc::glibc, "glibc"}, {Libc::uclibc, "uclibc"}}};
constexpr Words<FloatAbi, 2> float_abis = {{{FloatAbi::hard, "hard"}, {FloatAbi::soft, "soft"}}};
constexpr Words<Endian, 2> endians = {{{Endian::little, "little"}, {Endian::big, "big"}}};

}  // namespace

std::string_view in_words(Arch arch) {
  switch (arch) {
  case Arch::x86: return "32-bit x86";
  case Arch::x86_64: return "64-bit x86";
  case Arch::arm: return "32-bit ARM";
  case Arch::aarch64: return "64-bit ARM";
  case Arch::mips: return "32-bit MIPS";
  case Arch::mips64: return "64-bit MIPS";
  case Arch::riscv32: return "32-bit RISC-V";
  case Arch::riscv64: return "64-bit RISC-V";
  case Arch::powerpc: return "32-bit PowerPC";
  case Arch::powerpc64: return "64-bit PowerPC";
  case Arch::loongarch64: return "64-bit LoongArch";
  }
  return "";
}

std::string_view name(Arch arch) { return word_of(arches, arch); }
std::optional<Arch> parse_arch(std::string_view word) { return value_of(arches, word); }
std::string_view name(Abi abi) { return word_of(abis, abi); }
std::optional<Abi> parse_abi(std::string_view word) { return value_of(abis, word); }
std::string_view name(Libc libc) { return word_of(libcs, libc); }
std::optional<Libc> parse_libc(std::string_view word) { return value_of(libcs, word); }
std::string_view name(FloatAbi float_abi) { return word_of(float_abis, float_abi); }
std::optional<FloatAbi> parse_float_abi(std::string_view word) {
  return value_of(float_abis, word);
}
std::string_view name(Endian endian) { return word_of(endians, endian); }
std::optional<Endian> parse_endian(std::string_view word) { return value_of(endians, word); }

unsigned pointer_bits(Arch arch) {
  switch (arch) {
  case Arch::x86:
  case Arch::arm:
  case Arch::mips:
  case Arch::riscv32:
  case Arch::powerpc: return 32;
  default: return 64;
  }
}

std::string to_string(const Machine& machine) {
  std::string text(in_words(machine.arch));
  text += machine.endian == Endian::big ? ", big-endian" : ", little-endian";
  text += machine.float_abi == FloatAbi::soft ? ", soft float" : ", hard float";
  return text;
}

}  // namespace ashore
