// SPDX-License-Identifier: Apache-2.0
#include "ashore/target/triple.h"

#include <array>

#include "ashore/target/rust_target.h"

namespace ashore {

namespace {

// What Debian calls its cross tools; only the names that a toolchain is known to have.
struct Prefix {
  Arch arch;
  Endian endian;
  FloatAbi float_abi;
  std::string_view prefix;
};
constexpr std::array prefixes = {
    Prefix{Arch::aarch64, Endian::little, FloatAbi::hard, "aarch64-linux-gnu"},
    Prefix{Arch::arm, Endian::little, FloatAbi::soft, "arm-linux-gnueabi"},
    Prefix{Arch::arm, Endian::little, FloatAbi::hard, "arm-linux-gnueabihf"},
    Prefix{Arch::x86, Endian::little, FloatAbi::hard, "i686-linux-gnu"},
    Prefix{Arch::loongarch64, Endian::little, FloatAbi::hard, "loongarch64-linux-gnu"},
    Prefix{Arch::mips, Endian::big, FloatAbi::hard, "mips-linux-gnu"},
    Prefix{Arch::mips, Endian::big, FloatAbi::soft, "mips-linux-gnu"},
    Prefix{Arch::mips, Endian::little, FloatAbi::hard, "mipsel-linux-gnu"},
    Prefix{Arch::mips, Endian::little, FloatAbi::soft, "mipsel-linux-gnu"},
    Prefix{Arch::mips64, Endian::big, FloatAbi::hard, "mips64-linux-gnuabi64"},
    Prefix{Arch::mips64, Endian::big, FloatAbi::soft, "mips64-linux-gnuabi64"},
    Prefix{Arch::mips64, Endian::little, FloatAbi::hard, "mips64el-linux-gnuabi64"},
    Prefix{Arch::powerpc, Endian::big, FloatAbi::hard, "powerpc-linux-gnu"},
    Prefix{Arch::powerpc, Endian::big, FloatAbi::soft, "powerpc-linux-gnuspe"},
    Prefix{Arch::powerpc64, Endian::big, FloatAbi::hard, "powerpc64-linux-gnu"},
    Prefix{Arch::powerpc64, Endian::little, FloatAbi::hard, "powerpc64le-linux-gnu"},
    Prefix{Arch::riscv64, Endian::little, FloatAbi::hard, "riscv64-linux-gnu"},
    Prefix{Arch::x86_64, Endian::little, FloatAbi::hard, "x86_64-linux-gnu"},
};

}  // namespace

std::string rust_name(const Triple& triple) {
  const RustTarget* target = find_rust_target(triple);
  return target == nullptr ? std::string() : std::string(target->name);
}

std::optional<Triple> parse_rust_triple(std::string_view name) {
  const RustTarget* target = find_rust_target(name);
  return target == nullptr ? std::nullopt : target->triple;
}

std::vector<std::string> rust_triples() {
  std::vector<std::string> names;
  for (const RustTarget& target : rust_targets()) {
    if (target.triple) names.emplace_back(target.name);
  }
  return names;
}

std::string gnu_tool_prefix(const Triple& triple) {
  const Machine& machine = triple.machine;
  if (machine.abi == Abi::x32) return "x86_64-linux-gnux32";
  // Debian's mipsisa32r6-linux-gnu tools make another ISA than its mips-linux-gnu ones.
  if (triple.subarch.ends_with("r6")) {
    std::string name = triple.subarch + (machine.endian == Endian::little ? "el" : "");
    return name + (machine.arch == Arch::mips64 ? "-linux-gnuabi64" : "-linux-gnu");
  }
  for (const Prefix& row : prefixes) {
    if (row.arch == machine.arch && row.endian == machine.endian &&
        row.float_abi == machine.float_abi)
      return std::string(row.prefix);
  }
  return "";
}

std::string gnu_ld_emulation(const Machine& machine) {
  bool big = machine.endian == Endian::big;
  switch (machine.arch) {
  case Arch::x86: return "elf_i386";
  case Arch::x86_64: return machine.abi == Abi::x32 ? "elf32_x86_64" : "elf_x86_64";
  case Arch::arm: return big ? "armelfb_linux_eabi" : "armelf_linux_eabi";
  case Arch::aarch64: return big ? "aarch64linuxb" : "aarch64linux";
  case Arch::mips: return big ? "elf32btsmip" : "elf32ltsmip";
  case Arch::mips64:
    if (machine.abi == Abi::mips_n32) return big ? "elf32btsmipn32" : "elf32ltsmipn32";
    return big ? "elf64btsmip" : "elf64ltsmip";
  case Arch::riscv32: return "elf32lriscv";
  case Arch::riscv64: return "elf64lriscv";
  case Arch::powerpc: return "elf32ppclinux";
  case Arch::powerpc64: return big ? "elf64ppc" : "elf64lppc";
  case Arch::loongarch64: return "elf64loongarch";
  }
  return "";
}

}  // namespace ashore
