// SPDX-License-Identifier: Apache-2.0
#include "ashore/verify/execution_state.h"

#include <algorithm>
#include <bit>

namespace ashore::verify {

namespace {

using flow::ArmOperation;
using flow::Shift;
using flow::Verb;

constexpr std::uint32_t sign = 0x80000000;

Truth opposite(Truth truth) {
  if (truth == Truth::unknown) return truth;
  return truth == Truth::yes ? Truth::no : Truth::yes;
}

Truth both(Truth a, Truth b) {
  if (a == Truth::no || b == Truth::no) return Truth::no;
  return a == Truth::yes && b == Truth::yes ? Truth::yes : Truth::unknown;
}

Truth same(Truth a, Truth b) {
  if (a == Truth::unknown || b == Truth::unknown) return Truth::unknown;
  return a == b ? Truth::yes : Truth::no;
}

Truth truth_of(bool value) { return value ? Truth::yes : Truth::no; }

Truth joined(Truth a, Truth b) { return a == b ? a : Truth::unknown; }

// Bits of a place on the stack are not known.
KnownValue plain(KnownValue value) { return value.is_on_stack ? value.blurred() : value; }

KnownValue sum(const KnownValue& first, const KnownValue& second, bool subtracts) {
  std::optional<std::uint32_t> a = first.as_number(), b = second.as_number();
  if (a && b) return KnownValue::number(subtracts ? *a - *b : *a + *b);
  if (first.is_on_stack && b) {
    auto distance = static_cast<std::int32_t>(*b);
    return KnownValue::on_stack(subtracts ? first.place - distance : first.place + distance);
  }
  if (second.is_on_stack && a && !subtracts)
    return KnownValue::on_stack(second.place + static_cast<std::int32_t>(*a));
  return {};
}

}  // namespace

Truth KnownFlags::meets(unsigned condition) const {
  Truth truth = Truth::unknown;
  switch (condition >> 1) {
  case 0: truth = zero; break;
  case 1: truth = carry; break;
  case 2: truth = negative; break;
  case 3: truth = overflow; break;
  case 4: truth = both(carry, opposite(zero)); break;
  case 5: truth = same(negative, overflow); break;
  case 6: truth = both(opposite(zero), same(negative, overflow)); break;
  default: return Truth::yes;
  }
  return (condition & 1) != 0 ? opposite(truth) : truth;
}

ExecutionState ExecutionState::at_function(std::uint64_t function) {
  constexpr std::size_t stack = 13;
  ExecutionState state;
  for (KnownValue& value : state.registers) value.is_untouched = true;
  state.registers[stack] = KnownValue::on_stack(0);
  state.function = function;
  return state;
}

KnownValue ExecutionState::slot(std::int32_t place, unsigned size) const {
  for (const auto& [at, value] : slots) {
    bool is_inside = place >= at && place + static_cast<std::int32_t>(size) <= at + 4;
    if (!is_inside) continue;
    if (size == 4) return value;
    return plain(value).part(size, static_cast<unsigned>(place - at));
  }
  KnownValue lost;
  lost.pointers = pointed_to_from(place, place + 1);
  return lost;
}

std::uint32_t ExecutionState::pointed_to_from(std::int32_t begin, std::int32_t end) const {
  std::uint32_t pointers = 0;
  for (const auto& [place, held] : pointers_in_slots)
    if (place < end && begin < place + 4) pointers |= held;
  return pointers;
}

std::uint32_t ExecutionState::pointed_to_from_stack() const {
  std::uint32_t pointers = 0;
  for (const auto& [place, held] : pointers_in_slots) pointers |= held;
  return pointers;
}

void ExecutionState::set_slot(std::int32_t place, unsigned size, const KnownValue& value,
                              std::uint32_t pointers) {
  constexpr std::size_t most = 128;
  auto end = place + static_cast<std::int32_t>(size);
  std::erase_if(slots,
                [&](const auto& slot) { return place < slot.first + 4 && slot.first < end; });
  if (size == 4)
    std::erase_if(pointers_in_slots, [&](const auto& slot) { return slot.first == place; });
  if (pointers != 0) {
    pointers_in_slots.emplace_back(place, pointers);
    std::ranges::sort(pointers_in_slots);
  }
  if (size != 4 || slots.size() >= most) return;
  auto after = std::ranges::find_if(slots, [&](const auto& slot) { return slot.first > place; });
  slots.insert(after, {place, value});
}

bool ExecutionState::join(const ExecutionState& other, const Watched& watched) {
  ExecutionState before = *this;
  for (std::size_t i = 0; i < registers.size(); ++i) {
    if (registers[i] == other.registers[i]) continue;
    std::uint32_t pointers =
        watched.pointed_to(registers[i]) | watched.pointed_to(other.registers[i]);
    registers[i] = either_of(registers[i], other.registers[i]);
    registers[i].pointers |= pointers;
  }
  flags.negative = joined(flags.negative, other.flags.negative);
  flags.zero = joined(flags.zero, other.flags.zero);
  flags.carry = joined(flags.carry, other.flags.carry);
  flags.overflow = joined(flags.overflow, other.flags.overflow);
  flags.is_asked |= other.flags.is_asked;
  std::vector<std::pair<std::int32_t, KnownValue>> common;
  for (const auto& [place, value] : slots) {
    auto there = std::ranges::find(other.slots, place, &decltype(common)::value_type::first);
    if (there == other.slots.end()) continue;
    KnownValue joined_value = either_of(value, there->second);
    if (!(value == there->second))
      joined_value.pointers |= watched.pointed_to(value) | watched.pointed_to(there->second);
    common.emplace_back(place, joined_value);
  }
  slots = std::move(common);
  pointers_in_slots.insert(pointers_in_slots.end(), other.pointers_in_slots.begin(),
                           other.pointers_in_slots.end());
  std::ranges::sort(pointers_in_slots);
  pointers_in_slots.erase(std::unique(pointers_in_slots.begin(), pointers_in_slots.end()),
                          pointers_in_slots.end());
  is_stack_shared |= other.is_stack_shared;
  is_behind_question |= other.is_behind_question;
  if (function != other.function) function = 0;
  return !(*this == before);
}

void ExecutionState::widen(const ExecutionState& before, const Watched& watched) {
  for (std::size_t i = 0; i < registers.size(); ++i) {
    if (registers[i] == before.registers[i]) continue;
    std::uint32_t pointers = watched.pointed_to(registers[i]);
    registers[i] = registers[i].blurred();
    registers[i].pointers |= pointers;
  }
  if (slots != before.slots) slots.clear();
  flags = {};
  flags.is_asked = true;
}

KnownValue shifted(const KnownValue& value, Shift shift, unsigned amount) {
  if (amount == 0) return value;
  KnownValue from = plain(value);
  auto count = static_cast<int>(amount);
  KnownValue result;
  switch (shift) {
  case Shift::left:
    result = KnownValue::of_bits(from.zeros << amount | ((std::uint32_t{1} << amount) - 1),
                                 from.ones << amount);
    break;
  case Shift::right:
    result = KnownValue::of_bits(from.zeros >> amount | ~(~std::uint32_t{0} >> amount),
                                 from.ones >> amount);
    break;
  case Shift::signed_right:
    result = KnownValue::of_bits(
        static_cast<std::uint32_t>(static_cast<std::int32_t>(from.zeros) >> amount),
        static_cast<std::uint32_t>(static_cast<std::int32_t>(from.ones) >> amount));
    break;
  case Shift::turn:
    result = KnownValue::of_bits(std::rotr(from.zeros, count), std::rotr(from.ones, count));
    break;
  }
  result.is_asked = value.is_asked;
  result.pointers = value.pointers;
  return result;
}

KnownValue calculated(const ArmOperation& operation, const KnownValue& first,
                      const KnownValue& second) {
  KnownValue a = plain(first), b = plain(second), result;
  switch (operation.verb) {
  case Verb::copy: return second;
  case Verb::inverted: result = KnownValue::of_bits(b.ones, b.zeros); break;
  case Verb::add: result = sum(first, second, false); break;
  case Verb::subtract: result = sum(first, second, true); break;
  case Verb::reversed: result = sum(second, first, true); break;
  case Verb::both: result = KnownValue::of_bits(a.zeros | b.zeros, a.ones & b.ones); break;
  case Verb::either: result = KnownValue::of_bits(a.zeros & b.zeros, a.ones | b.ones); break;
  case Verb::differ:
    result = KnownValue::of_bits((a.zeros & b.zeros) | (a.ones & b.ones),
                                 (a.zeros & b.ones) | (a.ones & b.zeros));
    break;
  case Verb::clear: result = KnownValue::of_bits(a.zeros | b.ones, a.ones & b.zeros); break;
  case Verb::field: {
    std::uint32_t mask =
        operation.width >= 32 ? ~std::uint32_t{0} : (std::uint32_t{1} << operation.width) - 1;
    result = KnownValue::of_bits((a.zeros >> operation.lowest & mask) | ~mask,
                                 a.ones >> operation.lowest & mask);
    break;
  }
  case Verb::high_half: {
    auto high = static_cast<std::uint32_t>(operation.number) << 16;
    result =
        KnownValue::of_bits((a.zeros & 0xffff) | (~high & 0xffff0000), (a.ones & 0xffff) | high);
    break;
  }
  default: break;
  }
  result.is_asked = first.is_asked || second.is_asked;
  return result;
}

KnownFlags flags_after(const ArmOperation& operation, const KnownValue& first,
                       const KnownValue& second, const KnownValue& result) {
  KnownFlags flags;
  flags.is_asked = first.is_asked || second.is_asked;
  if (result.is_on_stack) return flags;
  if (result.ones != 0) flags.zero = Truth::no;
  if (result.is_number()) flags.zero = truth_of(result.ones == 0);
  if (((result.zeros | result.ones) & sign) != 0)
    flags.negative = truth_of((result.ones & sign) != 0);
  if (operation.verb != Verb::subtract) return flags;
  // Numbers that differ in a bit are not the same.
  KnownValue a = plain(first), b = plain(second);
  if (((a.zeros & b.ones) | (a.ones & b.zeros)) != 0) flags.zero = Truth::no;
  std::optional<std::uint32_t> left = first.as_number(), right = second.as_number();
  if (!left || !right) return flags;
  flags.carry = truth_of(*left >= *right);
  flags.overflow = truth_of((((*left ^ *right) & (*left ^ result.ones)) & sign) != 0);
  return flags;
}

}  // namespace ashore::verify
