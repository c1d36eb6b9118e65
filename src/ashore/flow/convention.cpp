// SPDX-License-Identifier: Apache-2.0
#include "ashore/flow/convention.h"

namespace ashore::flow {

// AAPCS32, AAPCS64, the MIPS psABI, the RISC-V psABI, and syscall(2) of the manual pages.
const Convention& convention_of(CodeKind kind) {
  static constexpr Convention arm{14, 13, no_register, no_register, 7, 0x00002FF0, 0x00000083, 4};
  static constexpr Convention thumb{14, 13, no_register, no_register, 7, 0x00002FF0, 0x00000083, 2};
  static constexpr Convention a64{30, 31, no_register, no_register, 8, 0xBFF80000, 0x00000103, 4};
  static constexpr Convention mips{31, 29, 28, 25, 2, 0x70FF0000, 0x00000034, 4};
  static constexpr Convention riscv{1, 2, 3, no_register, 17, 0x0FFC031C, 0x00020C00, 2};
  switch (kind) {
  case CodeKind::a32: return arm;
  case CodeKind::thumb: return thumb;
  case CodeKind::a64: return a64;
  case CodeKind::mips: return mips;
  case CodeKind::riscv: break;
  }
  return riscv;
}

// Linux: arch/arm/tools/syscall.tbl, include/uapi/asm-generic/unistd.h and
// arch/mips/kernel/syscalls/syscall_{o32,n32,n64}.tbl: exit and exit_group.
bool ends_program(CodeKind kind, std::uint64_t number) {
  switch (kind) {
  case CodeKind::a32:
  case CodeKind::thumb: return number == 1 || number == 248;
  case CodeKind::mips:
    return number == 4001 || number == 4246 || number == 5058 || number == 5205 || number == 6058 ||
           number == 6205;
  default: return number == 93 || number == 94;
  }
}

}  // namespace ashore::flow
