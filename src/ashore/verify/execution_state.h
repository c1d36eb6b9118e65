// SPDX-License-Identifier: Apache-2.0
// What registers, flags and the stack of a program for ARM surely hold at one of its instructions.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "ashore/flow/arm_operation.h"
#include "ashore/verify/known_value.h"
#include "ashore/verify/watched.h"

namespace ashore::verify {

enum class Truth : std::uint8_t { no, yes, unknown };

struct KnownFlags {
  Truth negative = Truth::unknown, zero = Truth::unknown, carry = Truth::unknown,
        overflow = Truth::unknown;
  bool is_asked = false;
  bool operator==(const KnownFlags&) const = default;

  // Whether a condition is met, as Arm numbers them.
  Truth meets(unsigned condition) const;
};

struct ExecutionState {
  std::array<KnownValue, 16> registers;
  KnownFlags flags;
  std::vector<std::pair<std::int32_t, KnownValue>> slots;  // words of the stack, by place
  // Where addresses of variables may lie on the stack, though it is not known any more.
  std::vector<std::pair<std::int32_t, std::uint32_t>> pointers_in_slots;
  bool is_stack_shared = false;     // other code may have an address in it
  bool is_behind_question = false;  // a branch by what was asked came before
  std::uint64_t function = 0;       // where it began, with Thumb's bit; 0: not known
  bool operator==(const ExecutionState&) const = default;

  // As a function begins of which nothing is known.
  static ExecutionState at_function(std::uint64_t function);

  KnownValue slot(std::int32_t place, unsigned size) const;
  void set_slot(std::int32_t place, unsigned size, const KnownValue& value, std::uint32_t pointers);
  void forget_slots() { slots.clear(); }
  // A bit a variable whose address may lie in that part of the stack.
  std::uint32_t pointed_to_from(std::int32_t begin, std::int32_t end) const;
  std::uint32_t pointed_to_from_stack() const;
  // What is true here and there. Whether that is less than before.
  bool join(const ExecutionState& other, const Watched& watched);
  // Gives up what keeps changing.
  void widen(const ExecutionState& before, const Watched& watched);
};

// The second operand, with its shift.
KnownValue shifted(const KnownValue& value, flow::Shift shift, unsigned amount);
// The result of a calculation, and the flags that it leaves.
KnownValue calculated(const flow::ArmOperation& operation, const KnownValue& first,
                      const KnownValue& second);
KnownFlags flags_after(const flow::ArmOperation& operation, const KnownValue& first,
                       const KnownValue& second, const KnownValue& result);

}  // namespace ashore::verify
