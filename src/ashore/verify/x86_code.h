// SPDX-License-Identifier: Apache-2.0
// The code of an x86 program of 64 bits as a sweep met it, to be walked backwards.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "ashore/isa/x86.h"
#include "ashore/isa/x86_effect.h"
#include "ashore/verify/x86_sweep.h"

namespace ashore::verify {

class X86Code {
 public:
  X86Code(const elf::LoadedImage& image, const ElfFacts& facts, const isa::X86Scanner& scanner,
          X86Starts starts);

  // Every instruction that there may be, in any order; then finish() once.
  void meet(std::uint64_t address, const isa::X86Instruction& instruction);
  void finish();

  const std::vector<std::uint64_t>& system_calls() const { return system_calls_; }
  const std::vector<FunctionRange>& functions() const { return starts_.functions; }
  const FunctionRange* function_at(std::uint64_t address) const;
  // What may begin with an instruction of its own, and ends where this place begins.
  std::vector<std::uint64_t> before(std::uint64_t address) const;
  // Branches, jumps and calls to it, direct ones and those by a slot of the linker's (.got).
  std::vector<std::uint64_t> ways_to(std::uint64_t address) const;
  // Something but a direct branch may lead there: a pointer, the kernel, an address that is made.
  bool is_taken(std::uint64_t address) const;
  // Where a jump leads whose table, which counts from its own place, is named shortly before; maybe
  // further places in the function. Empty: no such table.
  std::vector<std::uint64_t> table_targets(std::uint64_t jump, const FunctionRange& function) const;
  std::optional<isa::X86Instruction> instruction(std::uint64_t address) const;
  std::optional<isa::X86Effect> effect(std::uint64_t address) const;

 private:
  struct Text {
    std::uint64_t address = 0;
    std::string_view bytes;
    std::vector<bool> begins;
  };
  // A word that the loader fills, in a section that is only for such words.
  struct Slot {
    std::uint64_t place = 0, value = 0;
  };
  struct Use {
    std::uint64_t place = 0, source = 0;
    bool is_jump = false;
  };
  void find_slots(const elf::LoadedImage& image, const ElfFacts& facts);
  void use_slots();
  const Text* text_at(std::uint64_t address) const;
  std::string_view bytes_at(std::uint64_t address) const;

  const elf::LoadedImage& image_;
  const isa::X86Scanner& scanner_;
  X86Starts starts_;
  std::vector<Text> texts_;
  std::vector<std::uint64_t> system_calls_;
  std::vector<std::uint64_t> taken_;        // by the code, the kernel, or words of the file
  std::vector<Slot> slots_;                 // by place
  std::vector<std::uint64_t> only_called_;  // whose address stands in such slots alone
  std::vector<Use> uses_;
  std::vector<std::pair<std::uint64_t, std::uint64_t>> ways_;  // target, source
};

}  // namespace ashore::verify
