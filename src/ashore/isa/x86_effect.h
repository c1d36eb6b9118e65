// SPDX-License-Identifier: Apache-2.0
// What one x86 instruction of 64 bits does to numbers on their way through registers.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace ashore::isa {

// Registers are numbered as instructions number them: rax is 0, rdi is 7.
struct X86Effect {
  static constexpr unsigned none = 16;
  unsigned length = 0;
  std::uint16_t writes = 0;  // a bit a register whose value, or part of it, is another afterwards
  std::uint16_t reads = 0;   // those that it takes anything from, but for a look at the flags
  bool is_optional = false;  // or they stay as they are
  bool is_nop = false;
  // What is known of one of them: a number, another register's value, or the bytes at an address.
  unsigned to = none;
  std::optional<std::uint32_t> number;
  std::optional<std::uint8_t> low_byte;  // the rest stays
  unsigned copied = none;
  unsigned loaded_by = none;
  std::int64_t loaded_at = 0;  // relative to that register
  std::optional<std::int64_t> compared_with;
  bool loads_word = false;   // `to` is all of what lies at some address, 64 bits
  bool copies_word = false;  // `to` is all of `copied`
  unsigned jumps_by = none;  // or calls by
  bool is_push = false, is_pop = false;
};

// Nothing: no instruction that Zydis knows begins with these bytes.
std::optional<X86Effect> x86_effect(std::string_view bytes);

}  // namespace ashore::isa
