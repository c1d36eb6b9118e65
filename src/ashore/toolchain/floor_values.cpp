// SPDX-License-Identifier: Apache-2.0
#include "ashore/toolchain/floor_values.h"

#include <algorithm>
#include <array>
#include <optional>
#include <span>
#include <string>
#include <utility>

#include "ashore/base/text.h"
#include "ashore/target/compilers.h"
#include "ashore/target/names_of.h"

namespace ashore {

namespace {

using Pair = std::pair<std::string_view, std::string_view>;

// In each row every architecture has all that stands before it; without dashes.
constexpr std::string_view orders[] = {
    "armv4 armv4t armv5t armv5te armv5tej armv6 armv6j armv6k armv6kz armv7 armv7a armv7ve armv8a",
    "mips1 mips2 mips32 mips32r2 mips32r3 mips32r5",
    "mips1 mips2 mips3 mips4 mips64 mips64r2 mips64r3 mips64r5",
    "i386 i486 i586 pentiummmx i686 pentium2 pentium3 pentium4",
    "x8664 x8664v2 x8664v3 x8664v4",
};

// Cores whose name says no more than an architecture.
constexpr std::array aliases = {
    Pair{"4kc", "mips32"},      Pair{"4km", "mips32"},         Pair{"4kec", "mips32r2"},
    Pair{"24kc", "mips32r2"},   Pair{"34kc", "mips32r2"},      Pair{"arm7tdmi", "armv4t"},
    Pair{"arm920t", "armv4t"},  Pair{"arm922t", "armv4t"},     Pair{"arm926ejs", "armv5te"},
    Pair{"arm1136js", "armv6"}, Pair{"arm1176jzs", "armv6kz"}, Pair{"pentiumpro", "i686"},
    Pair{"pentium", "i586"},
};

// What each FPU of ARM wants of the floor.
constexpr std::array arm_fpus = {
    Pair{"vfp", "vfp2"},
    Pair{"vfpv2", "vfp2"},
    Pair{"vfpv3-d16", "vfp3d16"},
    Pair{"vfpv3", "vfp3"},
    Pair{"vfp3", "vfp3"},
    Pair{"vfpv4-d16", "vfp4d16"},
    Pair{"vfpv4", "vfp4"},
    Pair{"neon", "neon"},
    Pair{"neon-vfpv3", "neon"},
    Pair{"neon-fp16", "neon fp16"},
    Pair{"neon-vfpv4", "neon vfp4"},
};

constexpr std::array aarch64_extensions = {
    Pair{"fp", ""},
    Pair{"simd", ""},
    Pair{"crc", "crc"},
    Pair{"aes", "aes"},
    Pair{"sha2", "sha2"},
    Pair{"lse", "lse"},
    Pair{"rdma", "rdm"},
    Pair{"fp16", "fullfp16"},
    Pair{"rcpc", "rcpc"},
    Pair{"crypto", "aes sha2"},
    Pair{"dotprod", "dotprod"},
};

std::optional<std::string_view> value_of(std::span<const Pair> pairs, std::string_view key) {
  for (const auto& [name, value] : pairs) {
    if (name == key) return value;
  }
  return std::nullopt;
}

std::string plain(std::string_view word) {
  std::string text(word);
  std::erase(text, '-');
  return text;
}

// Whether both stand in one row, and `less` not after `more`.
bool is_in_order(std::string_view less, std::string_view more) {
  for (std::string_view order : orders) {
    std::vector<std::string_view> names = words(order);
    auto left = std::ranges::find(names, less), right = std::ranges::find(names, more);
    if (left != names.end() && right != names.end() && left <= right) return true;
  }
  return false;
}

// The architecture that the floor's flags name for clang, and the baseline: either may be the one
// that the rows know.
bool is_within_baseline(std::string_view value, const TargetChoice& choice) {
  std::string asked = plain(value);
  if (std::optional<std::string_view> known = value_of(aliases, asked)) asked = std::string(*known);
  if (is_in_order(asked, plain(choice.floor.baseline))) return true;
  for (const std::string& flag : clang_flags(choice)) {
    if (flag.starts_with("-march=") && is_in_order(asked, plain(flag.substr(7)))) return true;
  }
  return false;
}

bool is_within_aarch64(std::string_view value, const TargetChoice& choice) {
  std::vector<std::string_view> pieces = split(value, '+');
  if (pieces.front() != "armv8-a" && pieces.front() != "generic") return false;
  return std::all_of(pieces.begin() + 1, pieces.end(), [&](std::string_view piece) {
    std::optional<std::string_view> features = value_of(aarch64_extensions, piece);
    return features && has_all(choice, *features);
  });
}

bool is_within_riscv(std::string_view value, const TargetChoice& choice) {
  std::string beginning = pointer_bits(choice.triple.machine.arch) == 64 ? "rv64" : "rv32";
  if (!value.starts_with(beginning)) return false;
  std::vector<std::string_view> pieces = split(value.substr(4), '_');
  if (pieces.front().find_first_not_of("gimafdc") != std::string_view::npos) return false;
  return std::all_of(pieces.begin() + 1, pieces.end(), [&](std::string_view piece) {
    return piece == "zicsr" || piece == "zifencei" || piece == "zmmul" ||
           ((piece == "zba" || piece == "zbb" || piece == "zbs") && has(choice, piece));
  });
}

bool is_within_architecture(std::string_view value, const TargetChoice& choice) {
  switch (choice.triple.machine.arch) {
  case Arch::aarch64: return is_within_aarch64(value, choice);
  case Arch::riscv32:
  case Arch::riscv64: return is_within_riscv(value, choice);
  default: return is_within_baseline(value, choice);
  }
}

bool is_usual_abi(std::string_view value, const TargetChoice& choice) {
  const Machine& machine = choice.triple.machine;
  switch (machine.arch) {
  case Arch::arm: return value == "aapcs" || value == "aapcs-linux";
  case Arch::aarch64: return value == "lp64";
  case Arch::mips: return value == "32" || value == "o32";
  case Arch::mips64: return value == (machine.abi == Abi::mips_n32 ? "n32" : "64");
  case Arch::x86:
  case Arch::x86_64: return value == "sysv";
  default: return false;
  }
}

bool is_no_fpu(std::string_view value) { return value == "none" || value == "softvfp"; }

bool is_within_fpu(std::string_view value, const TargetChoice& choice) {
  if (is_soft(choice) || choice.triple.machine.arch != Arch::arm)
    return is_soft(choice) && is_no_fpu(value);
  std::optional<std::string_view> features = value_of(arm_fpus, value);
  return features && has_all(choice, *features);
}

bool is_targets_width(std::string_view word, const TargetChoice& choice) {
  const Machine& machine = choice.triple.machine;
  bool is_x32 = machine.abi == Abi::x32;
  if (word == "-mx32") return is_x32;
  return word == (pointer_bits(machine.arch) == 64 ? "-m64" : "-m32") && !is_x32;
}

bool is_little(std::string_view word) {
  return word == "-EL" || word == "-mel" || word == "-mlittle-endian" || word == "-mlittle";
}
bool is_big_word(std::string_view word) {
  return word == "-EB" || word == "-meb" || word == "-mbig-endian" || word == "-mbig";
}

bool is_word_of_soft(std::string_view word) {
  return word == "-msoft-float" || word == "-mfloat-abi=soft" || word == "-mno-hard-float";
}
bool is_word_of_hard(std::string_view word) {
  return word == "-mhard-float" || word == "-mfloat-abi=hard" || word == "-mno-soft-float" ||
         word == "-mdouble-float";
}

}  // namespace

bool says_no_more_than_floor(std::string_view word, const TargetChoice& choice) {
  std::vector<std::string> own = clang_flags(choice);
  if (std::ranges::find(own, word) != own.end()) return true;
  if (is_little(word)) return !is_big(choice);
  if (is_big_word(word)) return is_big(choice);
  if (is_word_of_soft(word)) return is_soft(choice);
  if (is_word_of_hard(word)) return !is_soft(choice);
  if (word.starts_with("-march=")) return is_within_architecture(word.substr(7), choice);
  if (word.starts_with("-mcpu=")) return is_within_architecture(word.substr(6), choice);
  if (word.starts_with("-mips")) return is_within_architecture(word.substr(1), choice);
  if (word.starts_with("-mabi=")) return is_usual_abi(word.substr(6), choice);
  if (word.starts_with("-mfpu=")) return is_within_fpu(word.substr(6), choice);
  return is_targets_width(word, choice);
}

bool is_at_least(const TargetChoice& choice, std::string_view version) {
  if (choice.triple.machine.arch == Arch::x86_64) return true;
  if (choice.triple.machine.arch == Arch::x86 && version == "i686") return has(choice, "cmov");
  return is_in_order(plain(version), plain(choice.floor.baseline));
}

}  // namespace ashore
