// SPDX-License-Identifier: Apache-2.0
#include "ashore/probe/elf_head.h"

#include <algorithm>
#include <span>

#include "ashore/base/byte_reader.h"
#include "ashore/base/text.h"

namespace ashore::probe {

namespace {

// elf.h and the processor supplements.
constexpr std::uint32_t pt_interp = 3;
constexpr std::uint32_t pt_mips_abiflags = 0x70000003;
constexpr std::uint32_t ef_arm_eabi_mask = 0xff000000;
constexpr std::uint32_t ef_arm_float_soft = 0x200;
constexpr std::uint32_t ef_arm_float_hard = 0x400;
constexpr std::uint32_t ef_arm_eabi5 = 0x05000000;
constexpr std::uint32_t ef_mips_abi2 = 0x20;
constexpr std::uint32_t ef_riscv_float_mask = 0x6;
constexpr std::uint64_t most_program_headers = 64;
constexpr std::size_t longest_path = 255;

std::optional<Arch> arch_of(std::uint16_t machine, bool is_64_bit, std::uint32_t flags) {
  switch (machine) {
  case 3: return Arch::x86;
  case 62: return Arch::x86_64;
  case 40: return Arch::arm;
  case 183: return Arch::aarch64;
  // n32 is a 32-bit file for a 64-bit core.
  case 8: return is_64_bit || (flags & ef_mips_abi2) != 0 ? Arch::mips64 : Arch::mips;
  case 243: return is_64_bit ? Arch::riscv64 : Arch::riscv32;
  case 20: return Arch::powerpc;
  case 21: return Arch::powerpc64;
  case 258:
    if (is_64_bit) return Arch::loongarch64;
    return std::nullopt;
  default: return std::nullopt;
  }
}

Abi abi_of(Arch arch, bool is_64_bit, std::uint32_t flags) {
  switch (arch) {
  case Arch::arm: return (flags & ef_arm_eabi_mask) != 0 ? Abi::arm_eabi : Abi::plain;
  case Arch::mips: return Abi::mips_o32;
  case Arch::mips64: return is_64_bit ? Abi::mips_n64 : Abi::mips_n32;
  case Arch::riscv32: return Abi::riscv_ilp32;
  case Arch::riscv64: return Abi::riscv_lp64;
  case Arch::x86_64: return is_64_bit ? Abi::plain : Abi::x32;
  default: return Abi::plain;
  }
}

// The float ABI where e_flags say it.
std::optional<FloatAbi> float_abi_of(const ElfHead& head) {
  if (head.arch == Arch::arm && (head.flags & ef_arm_eabi_mask) == ef_arm_eabi5) {
    if ((head.flags & ef_arm_float_hard) != 0) return FloatAbi::hard;
    if ((head.flags & ef_arm_float_soft) != 0) return FloatAbi::soft;
  }
  if (head.arch == Arch::riscv32 || head.arch == Arch::riscv64)
    return (head.flags & ef_riscv_float_mask) != 0 ? FloatAbi::hard : FloatAbi::soft;
  return std::nullopt;
}

struct ProgramHeader {
  std::uint32_t type = 0;
  std::uint64_t offset = 0;
  std::uint64_t size = 0;
};

std::optional<ProgramHeader> program_header(const ByteReader& file, bool is_64_bit,
                                            std::uint64_t at) {
  std::optional<std::uint32_t> type = file.u32(at);
  std::optional<std::uint64_t> offset, size;
  if (is_64_bit) {
    offset = file.u64(at + 8);
    size = file.u64(at + 32);
  } else {
    offset = file.u32(at + 4);
    size = file.u32(at + 16);
  }
  if (!type || !offset || !size) return std::nullopt;
  return ProgramHeader{*type, *offset, *size};
}

void read_segment(const ByteReader& file, const ProgramHeader& segment, ElfHead& head) {
  if (segment.type == pt_interp && segment.size <= longest_path) {
    std::optional<std::string_view> path = file.c_string(segment.offset);
    if (path && path->size() < segment.size && path->starts_with('/') && printable(*path) == *path)
      head.interpreter = std::string(*path);
  }
  // MIPS ABI flags section, fp_abi at offset 7: 3 is soft float, 0 says nothing.
  if (segment.type == pt_mips_abiflags) {
    std::optional<std::uint8_t> fp_abi =
        segment.offset <= file.size() ? file.u8(segment.offset + 7) : std::nullopt;
    if (fp_abi && *fp_abi != 0) head.float_abi = *fp_abi == 3 ? FloatAbi::soft : FloatAbi::hard;
  }
}

std::string_view spoken(const ElfHead& head) {
  switch (head.abi) {
  case Abi::arm_eabi: return "ARM EABI";
  case Abi::mips_o32: return "MIPS o32";
  case Abi::mips_n32: return "MIPS n32";
  case Abi::mips_n64: return "MIPS n64";
  default: break;
  }
  switch (head.arch) {
  case Arch::arm: return "ARM with the old ABI";
  case Arch::aarch64: return "AArch64";
  case Arch::riscv32:
  case Arch::riscv64: return "RISC-V";
  case Arch::powerpc:
  case Arch::powerpc64: return "PowerPC";
  default: return name(head.arch);
  }
}

void read_segments(const ByteReader& file, ElfHead& head) {
  std::optional<std::uint64_t> table;
  if (head.is_64_bit) {
    table = file.u64(32);
  } else {
    table = file.u32(28);
  }
  std::optional<std::uint16_t> entry_size = file.u16(head.is_64_bit ? 54 : 42);
  std::optional<std::uint16_t> count = file.u16(head.is_64_bit ? 56 : 44);
  if (!table || !entry_size || !count || *table > file.size()) return;
  for (std::uint64_t i = 0; i < std::min<std::uint64_t>(*count, most_program_headers); ++i) {
    std::optional<ProgramHeader> segment =
        program_header(file, head.is_64_bit, *table + i * *entry_size);
    if (!segment) return;
    read_segment(file, *segment, head);
  }
}

}  // namespace

std::optional<ElfHead> read_elf_head(std::string_view bytes) {
  if (!bytes.starts_with("\x7f"
                         "ELF"))
    return std::nullopt;
  std::span<const std::byte> span = std::as_bytes(std::span(bytes.data(), bytes.size()));
  std::optional<std::uint8_t> word = ByteReader(span, Endian::little).u8(4);
  std::optional<std::uint8_t> order = ByteReader(span, Endian::little).u8(5);
  if (!word || !order || *word < 1 || *word > 2 || *order < 1 || *order > 2) return std::nullopt;
  ElfHead head;
  head.is_64_bit = *word == 2;
  head.endian = *order == 2 ? Endian::big : Endian::little;
  ByteReader file(span, head.endian);
  std::optional<std::uint16_t> machine = file.u16(18);
  std::optional<std::uint32_t> flags = file.u32(head.is_64_bit ? 48 : 36);
  if (!machine || !flags) return std::nullopt;
  std::optional<Arch> arch = arch_of(*machine, head.is_64_bit, *flags);
  if (!arch) return std::nullopt;
  head.arch = *arch;
  head.flags = *flags;
  head.abi = abi_of(*arch, head.is_64_bit, *flags);
  head.float_abi = float_abi_of(head);
  read_segments(file, head);
  return head;
}

std::string to_string(const ElfHead& head) {
  std::string text = head.is_64_bit ? "ELF64 " : "ELF32 ";
  text += head.endian == Endian::little ? "little-endian " : "big-endian ";
  text += spoken(head);
  if (head.float_abi) text += *head.float_abi == FloatAbi::soft ? ", soft float" : ", hard float";
  if (head.interpreter) text += ", loader " + *head.interpreter;
  return text;
}

}  // namespace ashore::probe
