// SPDX-License-Identifier: Apache-2.0
// What one instruction does to a number on its way through registers and the stack, and where
// execution goes on. Only as much as it takes to follow the number of a system call backwards;
// whatever is not understood may write everything that its encoding could name.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "ashore/elf/loaded_image.h"
#include "ashore/isa/scan.h"

namespace ashore::verify {

// Where a register's new value is from.
struct Source {
  enum class Kind { constant, reg, stack };
  Kind kind = Kind::constant;
  unsigned reg = 0;        // of `reg`
  std::int64_t value = 0;  // the constant, what is added to `reg`, or the place relative to the
                           // stack pointer as it was before
};

struct Write {
  unsigned reg = 0;
  Source source;
};

// A register that is put on the stack, relative to the stack pointer as it was before.
struct Store {
  unsigned reg = 0;
  std::int64_t place = 0;
};

struct Effect {
  unsigned length = 4;
  bool is_system_call = false;
  bool is_call = false;         // comes back
  bool ends = false;            // what follows is not executed next
  bool is_conditional = false;  // its writes may not happen
  unsigned condition = 14;      // of ARM: where it is conditional by its flags
  bool sets_flags = false;
  bool is_delayed = false;              // one more instruction is executed before it goes away
  std::optional<std::uint64_t> target;  // of a direct branch or call
  std::uint32_t spoiled = 0;            // registers that get a value nobody knows
  std::vector<Write> writes;
  std::vector<Store> stores;
  std::int64_t stack_change = 0;
  bool stack_is_lost = false;

  // For a condition: who goes on behind it did not go away, nor see what it would have done then.
  void may_be_passed() {
    if (!ends) return;
    ends = stack_is_lost = false;
    spoiled = 0;
    stack_change = 0;
    writes.clear();
    stores.clear();
  }

  void spoil(unsigned reg) { spoiled |= std::uint32_t{1} << (reg & 31); }
};

// What the machine's convention says about calls.
struct Convention {
  unsigned number = 0;         // the register that holds a system call's number
  std::uint32_t lost = 0;      // registers that a called function need not keep
  std::uint32_t carriers = 0;  // where a number comes: its own register and the first two arguments
};

Convention convention_of(isa::Mode mode);

// As much of an instruction as can be told at a glance.
struct Glance {
  unsigned length = 4;
  bool may_branch = false;  // or call, or make a system call
  bool is_system_call = false;
};
// `bytes`: from the instruction on, at least two (Thumb, RISC-V) or four. `endian`: of MIPS.
Glance glance(isa::Mode mode, Endian endian, std::span<const std::byte> bytes);

// Nothing: no instruction is there (past the end, or data that cannot be one).
std::optional<Effect> effect_of(const elf::LoadedImage& image, isa::Mode mode,
                                std::uint64_t address);

std::optional<Effect> a32_effect(const elf::LoadedImage& image, std::uint64_t address);
std::optional<Effect> thumb_effect(const elf::LoadedImage& image, std::uint64_t address);
std::optional<Effect> a64_effect(const elf::LoadedImage& image, std::uint64_t address);
std::optional<Effect> mips_effect(const elf::LoadedImage& image, std::uint64_t address);
std::optional<Effect> riscv_effect(const elf::LoadedImage& image, std::uint64_t address);

}  // namespace ashore::verify
