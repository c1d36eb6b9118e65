// SPDX-License-Identifier: Apache-2.0
// What an ELF file says about itself: the machine it is for, what its loader and the kernel will
// use. Reads bytes with every bound checked; never runs them, never trusts section headers for
// anything that the loader uses.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "ashore/base/expected.h"
#include "ashore/base/version.h"
#include "ashore/target/machine.h"

namespace ashore {

enum class ElfType { relocatable, executable, shared, core, other };

// One program header, numbers as the file gives them.
struct ElfSegment {
  std::uint32_t type = 0;
  std::uint32_t flags = 0;
  std::uint64_t offset = 0;
  std::uint64_t address = 0;
  std::uint64_t file_size = 0;
  std::uint64_t memory_size = 0;
  std::uint64_t align = 0;

  bool is_load() const { return type == 1; }
  bool is_executable() const { return (flags & 1) != 0; }
  bool is_writable() const { return (flags & 2) != 0; }
  bool operator==(const ElfSegment&) const = default;
};

// "GLIBC_2.34" wanted from "libc.so.6".
struct SymbolVersion {
  std::string library;
  std::string version;
  bool weak = false;  // the loader starts the program without it
  bool operator==(const SymbolVersion&) const = default;
};

// What .ARM.attributes claims; a hint only, it says too much and too little in real files.
struct ArmAttributes {
  std::optional<std::uint64_t> cpu_arch;  // Tag_CPU_arch: 10 is v7
  std::optional<std::uint64_t> fp_arch;   // Tag_FP_arch: 0 is none
  std::optional<std::uint64_t> vfp_args;  // Tag_ABI_VFP_args: 0 core registers, 1 VFP registers
  std::string cpu_name;                   // Tag_CPU_name: "cortex-a9"; often empty
  std::optional<std::uint64_t> cpu_arch_profile = {};  // Tag_CPU_arch_profile: 'A', 'R', 'M', 'S'
  std::optional<std::uint64_t> arm_isa_use = {};       // Tag_ARM_ISA_use: 0 no ARM instructions
  std::optional<std::uint64_t> thumb_isa_use = {};     // Tag_THUMB_ISA_use: 1 Thumb-1, 2 Thumb-2
  std::optional<std::uint64_t> wmmx_arch = {};         // Tag_WMMX_arch
  std::optional<std::uint64_t> advanced_simd = {};     // Tag_Advanced_SIMD_arch: 1 NEON, 2 with FMA
  std::optional<std::uint64_t> hard_fp_use = {};  // Tag_ABI_HardFP_use: 1 single precision only
  std::optional<std::uint64_t> unaligned_access = {};  // Tag_CPU_unaligned_access
  std::optional<std::uint64_t> fp_half = {};           // Tag_FP_HP_extension
  std::optional<std::uint64_t> mp_extension = {};      // Tag_MPextension_use
  std::optional<std::uint64_t> div_use = {};  // Tag_DIV_use: 0 by architecture, 1 none, 2 allowed
  std::optional<std::uint64_t> dsp_extension = {};   // Tag_DSP_extension
  std::optional<std::uint64_t> virtualization = {};  // Tag_Virtualization_use
  bool operator==(const ArmAttributes&) const = default;
};

// What PT_MIPS_ABIFLAGS says (MIPS ABI supplement "MIPS O32 ABI - FR0 and FR1 interlinking").
struct MipsAbiFlags {
  unsigned isa_level = 0;     // 32
  unsigned isa_revision = 0;  // 2
  unsigned fp_abi = 0;        // 1 double, 2 single, 3 soft, 5 xx, 6 64, 7 64A
  std::uint32_t ases = 0;     // extensions such as DSP, MSA, MIPS16
  unsigned gpr_size = 0;      // 1: 32 bits, 2: 64
  unsigned fpr_size = 0;      // 0: none, 1: 32 bits, 2: 64, 3: 128
  std::uint32_t isa_ext = 0;  // a vendor's instructions: 5 is Octeon
  bool odd_single = false;    // single-precision numbers in odd registers
  bool operator==(const MipsAbiFlags&) const = default;
};

// Owns all its strings; the bytes may go away.
struct ElfFacts {
  unsigned bits = 0;  // 32 or 64
  Endian endian = Endian::little;
  ElfType type = ElfType::other;
  std::uint8_t os_abi = 0;
  std::uint16_t machine = 0;  // e_machine as it stands
  std::uint32_t flags = 0;    // e_flags as they stand
  std::uint64_t entry = 0;

  std::optional<Arch> arch;  // empty: an e_machine that we do not know
  Abi abi = Abi::plain;
  std::optional<FloatAbi> float_abi;  // empty: the file does not say

  std::vector<ElfSegment> segments;
  std::optional<std::string> interpreter;  // PT_INTERP
  bool has_dynamic_section = false;
  std::vector<std::string> needed;  // in the file's order
  std::optional<std::string> soname, rpath, runpath;
  bool says_pie = false;                // DF_1_PIE: an executable, whatever its type says
  std::vector<SymbolVersion> versions;  // what the loader must find

  std::optional<std::string> build_id;    // hexadecimal
  std::optional<Version> minimum_kernel;  // NT_GNU_ABI_TAG for Linux
  std::optional<ArmAttributes> arm_attributes;
  std::optional<MipsAbiFlags> mips_abi_flags;
  std::optional<unsigned> mips_gnu_fp_abi;  // .gnu.attributes, of linkers before 2014; as fp_abi

  bool operator==(const ElfFacts&) const = default;
};

// The machine that the file is for; `unless_said` where it does not tell its float ABI. Empty for
// an unknown e_machine.
std::optional<Machine> machine_of(const ElfFacts& file, FloatAbi unless_said);

namespace elf {

// A whole file. `bad_input` names the field that is wrong and where it is.
Expected<ElfFacts> read(std::span<const std::byte> file);

// Only the first bytes of a file: header, and program headers and interpreter if they lie within.
// What lies further on stays missing.
Expected<ElfFacts> read_head(std::span<const std::byte> first_bytes);

}  // namespace elf
}  // namespace ashore
