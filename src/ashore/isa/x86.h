// SPDX-License-Identifier: Apache-2.0
// x86 of 32 and 64 bits, by Zydis: instructions have any length, so each is decoded, and its set is
// held against the floor.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "ashore/base/expected.h"
#include "ashore/isa/scan.h"

namespace ashore::isa {

// Where control goes after an instruction.
enum class X86Flow {
  next,
  branch,        // to the target, or on
  call,          // to the target where it is known, and mostly back
  jump,          // to the target
  jump_through,  // to where a register or memory says
  ends,          // back to the caller, or nowhere: ret, hlt, ud2, int3
};

// One instruction of a program that is followed.
struct X86Instruction {
  unsigned length = 0;
  std::string_view needs;  // beyond the floor, as Outside's; stays good as long as the scanner
  X86Flow flow = X86Flow::next;
  std::optional<std::uint64_t> target;     // of a direct branch, jump or call
  std::optional<std::uint64_t> refers_to;  // an address that it makes, or a number that may be one
  std::optional<std::uint64_t> uses;  // memory whose distance from the instruction is written there
  bool asks_cpu = false;              // cpuid
  bool calls_kernel = false;          // syscall, sysenter, int 0x80, the same by the vDSO
  // A number of 32 bits that `mov` or `push` leaves somewhere, and in which register: eax is 0,
  // edi is 7; 16 stands for memory.
  std::optional<std::uint32_t> number;
  unsigned number_in = 0;
};

class X86Scanner {
 public:
  // ErrorKind::bad_input: the baseline is not known.
  static Expected<X86Scanner> of(const Floor& floor);
  X86Scanner(X86Scanner&&) noexcept;
  X86Scanner& operator=(X86Scanner&&) noexcept;
  ~X86Scanner();

  // As Scanner's.
  bool visit(const Code& code, const Scanner::Visitor& visitor) const;
  std::string text(const Code& code, std::uint64_t address) const;
  // What begins with these bytes, which lie at `address`. Empty: no instruction that Zydis knows.
  std::optional<X86Instruction> at(std::string_view bytes, std::uint64_t address) const;

 private:
  struct Zydis;
  explicit X86Scanner(std::unique_ptr<Zydis> zydis);
  std::unique_ptr<Zydis> zydis_;
};

}  // namespace ashore::isa
