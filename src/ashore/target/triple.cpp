// SPDX-License-Identifier: Apache-2.0
#include "ashore/target/triple.h"

#include <array>

namespace ashore {

namespace {

struct Row {
  std::string_view rust_name;
  Machine machine;
  std::string_view subarch;
  Libc libc;
  std::string_view gnu_prefix;
};

constexpr Machine arm_soft{Arch::arm, Endian::little, Abi::arm_eabi, FloatAbi::soft};
constexpr Machine arm_hard{Arch::arm, Endian::little, Abi::arm_eabi, FloatAbi::hard};
constexpr Machine mips_hard{Arch::mips, Endian::big, Abi::mips_o32, FloatAbi::hard};
constexpr Machine mips_soft{Arch::mips, Endian::big, Abi::mips_o32, FloatAbi::soft};
constexpr Machine mipsel_hard{Arch::mips, Endian::little, Abi::mips_o32, FloatAbi::hard};
constexpr Machine mipsel_soft{Arch::mips, Endian::little, Abi::mips_o32, FloatAbi::soft};
constexpr Machine mips64_hard{Arch::mips64, Endian::big, Abi::mips_n64, FloatAbi::hard};
constexpr Machine mips64el_hard{Arch::mips64, Endian::little, Abi::mips_n64, FloatAbi::hard};
constexpr Machine mips64_soft{Arch::mips64, Endian::big, Abi::mips_n64, FloatAbi::soft};
constexpr Machine aarch64{Arch::aarch64, Endian::little, Abi::plain, FloatAbi::hard};
constexpr Machine x86{Arch::x86, Endian::little, Abi::plain, FloatAbi::hard};
constexpr Machine x86_64{Arch::x86_64, Endian::little, Abi::plain, FloatAbi::hard};
constexpr Machine riscv64{Arch::riscv64, Endian::little, Abi::riscv_lp64, FloatAbi::hard};
constexpr Machine riscv32{Arch::riscv32, Endian::little, Abi::riscv_ilp32, FloatAbi::hard};
constexpr Machine powerpc{Arch::powerpc, Endian::big, Abi::plain, FloatAbi::hard};
constexpr Machine powerpc64{Arch::powerpc64, Endian::big, Abi::plain, FloatAbi::hard};
constexpr Machine powerpc64le{Arch::powerpc64, Endian::little, Abi::plain, FloatAbi::hard};
constexpr Machine loongarch64{Arch::loongarch64, Endian::little, Abi::plain, FloatAbi::hard};

// rustc 1.95, `--print target-spec-json` of every Linux target whose ABI we can tell from a device.
// The soft-float MIPS rows are those whose features hold +soft-float there.
constexpr std::array rows = {
    Row{"aarch64-unknown-linux-gnu", aarch64, "aarch64", Libc::glibc, "aarch64-linux-gnu"},
    Row{"aarch64-unknown-linux-musl", aarch64, "aarch64", Libc::musl, "aarch64-linux-gnu"},
    Row{"arm-unknown-linux-gnueabi", arm_soft, "arm", Libc::glibc, "arm-linux-gnueabi"},
    Row{"arm-unknown-linux-gnueabihf", arm_hard, "arm", Libc::glibc, "arm-linux-gnueabihf"},
    Row{"arm-unknown-linux-musleabi", arm_soft, "arm", Libc::musl, "arm-linux-gnueabi"},
    Row{"arm-unknown-linux-musleabihf", arm_hard, "arm", Libc::musl, "arm-linux-gnueabihf"},
    Row{"armv4t-unknown-linux-gnueabi", arm_soft, "armv4t", Libc::glibc, "arm-linux-gnueabi"},
    Row{"armv5te-unknown-linux-gnueabi", arm_soft, "armv5te", Libc::glibc, "arm-linux-gnueabi"},
    Row{"armv5te-unknown-linux-musleabi", arm_soft, "armv5te", Libc::musl, "arm-linux-gnueabi"},
    Row{"armv5te-unknown-linux-uclibceabi", arm_soft, "armv5te", Libc::uclibc, "arm-linux-gnueabi"},
    Row{"armv7-unknown-linux-gnueabi", arm_soft, "armv7", Libc::glibc, "arm-linux-gnueabi"},
    Row{"armv7-unknown-linux-gnueabihf", arm_hard, "armv7", Libc::glibc, "arm-linux-gnueabihf"},
    Row{"armv7-unknown-linux-musleabi", arm_soft, "armv7", Libc::musl, "arm-linux-gnueabi"},
    Row{"armv7-unknown-linux-musleabihf", arm_hard, "armv7", Libc::musl, "arm-linux-gnueabihf"},
    Row{"armv7-unknown-linux-uclibceabi", arm_soft, "armv7", Libc::uclibc, "arm-linux-gnueabi"},
    Row{"armv7-unknown-linux-uclibceabihf", arm_hard, "armv7", Libc::uclibc, "arm-linux-gnueabihf"},
    Row{"i586-unknown-linux-gnu", x86, "i586", Libc::glibc, "i686-linux-gnu"},
    Row{"i586-unknown-linux-musl", x86, "i586", Libc::musl, "i686-linux-gnu"},
    Row{"i686-unknown-linux-gnu", x86, "i686", Libc::glibc, "i686-linux-gnu"},
    Row{"i686-unknown-linux-musl", x86, "i686", Libc::musl, "i686-linux-gnu"},
    Row{"loongarch64-unknown-linux-gnu", loongarch64, "loongarch64", Libc::glibc,
        "loongarch64-linux-gnu"},
    Row{"loongarch64-unknown-linux-musl", loongarch64, "loongarch64", Libc::musl,
        "loongarch64-linux-gnu"},
    Row{"mips-unknown-linux-gnu", mips_hard, "mips", Libc::glibc, "mips-linux-gnu"},
    Row{"mips-unknown-linux-musl", mips_soft, "mips", Libc::musl, "mips-linux-gnu"},
    Row{"mips-unknown-linux-uclibc", mips_soft, "mips", Libc::uclibc, "mips-linux-gnu"},
    Row{"mips64-openwrt-linux-musl", mips64_soft, "mips64", Libc::musl, "mips64-linux-gnuabi64"},
    Row{"mips64-unknown-linux-gnuabi64", mips64_hard, "mips64", Libc::glibc,
        "mips64-linux-gnuabi64"},
    Row{"mips64-unknown-linux-muslabi64", mips64_hard, "mips64", Libc::musl,
        "mips64-linux-gnuabi64"},
    Row{"mips64el-unknown-linux-gnuabi64", mips64el_hard, "mips64", Libc::glibc,
        "mips64el-linux-gnuabi64"},
    Row{"mips64el-unknown-linux-muslabi64", mips64el_hard, "mips64", Libc::musl,
        "mips64el-linux-gnuabi64"},
    Row{"mipsel-unknown-linux-gnu", mipsel_hard, "mips", Libc::glibc, "mipsel-linux-gnu"},
    Row{"mipsel-unknown-linux-musl", mipsel_soft, "mips", Libc::musl, "mipsel-linux-gnu"},
    Row{"mipsel-unknown-linux-uclibc", mipsel_soft, "mips", Libc::uclibc, "mipsel-linux-gnu"},
    Row{"powerpc-unknown-linux-gnu", powerpc, "powerpc", Libc::glibc, "powerpc-linux-gnu"},
    Row{"powerpc-unknown-linux-musl", powerpc, "powerpc", Libc::musl, "powerpc-linux-gnu"},
    Row{"powerpc64-unknown-linux-gnu", powerpc64, "powerpc64", Libc::glibc, "powerpc64-linux-gnu"},
    Row{"powerpc64-unknown-linux-musl", powerpc64, "powerpc64", Libc::musl, "powerpc64-linux-gnu"},
    Row{"powerpc64le-unknown-linux-gnu", powerpc64le, "powerpc64", Libc::glibc,
        "powerpc64le-linux-gnu"},
    Row{"powerpc64le-unknown-linux-musl", powerpc64le, "powerpc64", Libc::musl,
        "powerpc64le-linux-gnu"},
    Row{"riscv32gc-unknown-linux-gnu", riscv32, "riscv32gc", Libc::glibc, ""},
    Row{"riscv32gc-unknown-linux-musl", riscv32, "riscv32gc", Libc::musl, ""},
    Row{"riscv64gc-unknown-linux-gnu", riscv64, "riscv64gc", Libc::glibc, "riscv64-linux-gnu"},
    Row{"riscv64gc-unknown-linux-musl", riscv64, "riscv64gc", Libc::musl, "riscv64-linux-gnu"},
    Row{"x86_64-unknown-linux-gnu", x86_64, "x86_64", Libc::glibc, "x86_64-linux-gnu"},
    Row{"x86_64-unknown-linux-musl", x86_64, "x86_64", Libc::musl, "x86_64-linux-gnu"},
};

const Row* row_of(const Triple& triple) {
  for (const Row& row : rows) {
    if (row.machine == triple.machine && row.subarch == triple.subarch && row.libc == triple.libc)
      return &row;
  }
  return nullptr;
}

}  // namespace

std::string rust_name(const Triple& triple) {
  const Row* row = row_of(triple);
  return row == nullptr ? std::string() : std::string(row->rust_name);
}

std::optional<Triple> parse_rust_triple(std::string_view name) {
  for (const Row& row : rows) {
    if (row.rust_name == name) return Triple{row.machine, std::string(row.subarch), row.libc};
  }
  return std::nullopt;
}

std::vector<std::string> rust_triples() {
  std::vector<std::string> names;
  for (const Row& row : rows) names.emplace_back(row.rust_name);
  return names;
}

std::string gnu_tool_prefix(const Triple& triple) {
  const Row* row = row_of(triple);
  return row == nullptr ? std::string() : std::string(row->gnu_prefix);
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
