// SPDX-License-Identifier: Apache-2.0
// What code must be made for: architecture, byte order, ABI and how floats are passed.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "ashore/base/byte_reader.h"

namespace ashore {

enum class Arch {
  x86,
  x86_64,
  arm,
  aarch64,
  mips,
  mips64,
  riscv32,
  riscv64,
  powerpc,
  powerpc64,
  loongarch64
};
enum class FloatAbi { hard, soft };
enum class Abi { plain, arm_eabi, mips_o32, mips_n32, mips_n64, riscv_ilp32, riscv_lp64, x32 };
enum class Libc { musl, glibc, uclibc };
enum class Linkage { fully_static, dynamic };

struct Machine {
  Arch arch = Arch::x86_64;
  Endian endian = Endian::little;
  Abi abi = Abi::plain;
  // How floats are passed in calls; on ARM also whether an FPU may be used at all in what we build.
  FloatAbi float_abi = FloatAbi::hard;
  bool operator==(const Machine&) const = default;
};

// LLVM's feature names of that architecture ("vfp2", "neon", "hwdiv-arm").
struct Features {
  std::set<std::string> names;
  bool operator==(const Features&) const = default;
};

// The least that every core of the device has: code built for it may assume this and nothing more.
struct Floor {
  Machine machine;
  std::string baseline;  // "armv7-a", "mips32r2"
  Features features;     // what may be assumed beyond the baseline
  bool operator==(const Floor&) const = default;
};

// "arm", "aarch64", ... and back; the words used in JSON.
std::string_view name(Arch arch);
std::optional<Arch> parse_arch(std::string_view word);
std::string_view name(Abi abi);
std::optional<Abi> parse_abi(std::string_view word);
std::string_view name(Libc libc);
std::optional<Libc> parse_libc(std::string_view word);
std::string_view name(FloatAbi float_abi);
std::optional<FloatAbi> parse_float_abi(std::string_view word);
std::string_view name(Endian endian);
std::optional<Endian> parse_endian(std::string_view word);

// For people: "32-bit ARM", "64-bit x86".
std::string_view in_words(Arch arch);

unsigned pointer_bits(Arch arch);

// One line for people: "32-bit ARM, little-endian, soft float".
std::string to_string(const Machine& machine);

}  // namespace ashore
