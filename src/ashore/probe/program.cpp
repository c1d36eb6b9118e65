// SPDX-License-Identifier: Apache-2.0
#include "ashore/probe/program.h"

#include <span>
#include <utility>

#include "ashore/base/text.h"

namespace ashore::probe {

namespace {

std::string_view spoken(Arch arch, Abi abi) {
  switch (abi) {
  case Abi::arm_eabi: return "ARM EABI";
  case Abi::mips_o32: return "MIPS o32";
  case Abi::mips_n32: return "MIPS n32";
  case Abi::mips_n64: return "MIPS n64";
  default: break;
  }
  switch (arch) {
  case Arch::arm: return "ARM with the old ABI";
  case Arch::aarch64: return "AArch64";
  case Arch::riscv32:
  case Arch::riscv64: return "RISC-V";
  case Arch::powerpc:
  case Arch::powerpc64: return "PowerPC";
  default: return name(arch);
  }
}

// Of the others there is only one way to pass floats.
bool float_abi_tells(Arch arch) {
  return arch == Arch::arm || arch == Arch::mips || arch == Arch::mips64 || arch == Arch::riscv32 ||
         arch == Arch::riscv64;
}

}  // namespace

std::optional<ElfFacts> read_program(std::string_view first_bytes) {
  if (!first_bytes.starts_with("\x7f"
                               "ELF"))
    return std::nullopt;
  Expected<ElfFacts> facts =
      elf::read_head(std::as_bytes(std::span(first_bytes.data(), first_bytes.size())));
  if (!facts || !facts->arch) return std::nullopt;
  return *std::move(facts);
}

std::string described(const ElfFacts& program) {
  std::string text = program.bits == 64 ? "ELF64 " : "ELF32 ";
  text += program.endian == Endian::little ? "little-endian " : "big-endian ";
  text += spoken(*program.arch, program.abi);
  if (program.float_abi && float_abi_tells(*program.arch))
    text += *program.float_abi == FloatAbi::soft ? ", soft float" : ", hard float";
  if (std::optional<std::string> loader = loader_of(program)) text += ", loader " + *loader;
  return text;
}

std::optional<std::string> loader_of(const ElfFacts& program) {
  if (!program.interpreter || !program.interpreter->starts_with('/')) return std::nullopt;
  if (printable(*program.interpreter) != *program.interpreter) return std::nullopt;
  return program.interpreter;
}

}  // namespace ashore::probe
