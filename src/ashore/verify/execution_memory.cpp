// SPDX-License-Identifier: Apache-2.0
// What single instructions do to registers and memory.
#include <algorithm>
#include <bit>

#include "ashore/flow/arm_values.h"
#include "ashore/verify/execution.h"

namespace ashore::verify {

namespace {

using flow::ArmOperation;
using flow::Indexing;
using flow::no_register;
using flow::Register;
using flow::Verb;
using flow::arm::bits;

KnownValue value_of(const ExecutionState& state, Register reg) {
  return reg < state.registers.size() ? state.registers[reg] : KnownValue::number(0);
}

KnownValue sum_of(const KnownValue& a, const KnownValue& b, bool subtracts) {
  ArmOperation operation;
  operation.verb = subtracts ? Verb::subtract : Verb::add;
  return calculated(operation, a, b);
}

// Registers of the core that an instruction which is not described may read, a bit each: all that
// its fields may mean.
std::uint32_t maybe_read(std::uint32_t word, bool is_thumb, unsigned length) {
  auto at = [&](unsigned low) { return std::uint32_t{1} << bits(word, low + 3, low); };
  if (is_thumb && length == 2) {
    auto narrow = [&](unsigned low) { return std::uint32_t{1} << bits(word, low + 2, low); };
    return narrow(0) | narrow(3) | narrow(6) | narrow(8);
  }
  bool is_coprocessor = bits(word, 27, 26) == 3;
  bool is_vector = is_thumb ? bits(word, 31, 24) == 0xf9 : bits(word, 31, 28) == 15;
  std::uint32_t read = at(16);
  if (is_coprocessor || is_vector) return read | at(12) | at(0);
  // Two words, the second in the register behind.
  bool is_double = !is_thumb && bits(word, 27, 25) == 0 && bits(word, 7, 6) == 3;
  return read | at(12) | (is_double ? at(12) << 1 : 0) | at(8) | at(0);
}

// Whether it may write to the stack: everything but what is known to work on registers alone.
bool may_store(std::uint32_t word, bool is_thumb, unsigned length) {
  if (is_thumb && length == 2) return false;
  if (is_thumb)
    return bits(word, 31, 25) == 0x74 || bits(word, 27, 25) == 6 || bits(word, 31, 24) == 0xf9;
  bool is_media = bits(word, 27, 25) == 3 && bits(word, 4, 4) == 1;
  bool is_plain = bits(word, 27, 25) <= 1 && !(bits(word, 7, 7) == 1 && bits(word, 4, 4) == 1);
  bool is_register_transfer = bits(word, 27, 24) == 14 && bits(word, 31, 28) != 15;
  return !is_media && !is_plain && !is_register_transfer;
}

}  // namespace

// Whether an address is made here from a number that is not known, which may be any.
bool Execution::is_place_lost(const Here& here, const ExecutionState& state) const {
  const ArmOperation& operation = here.operation;
  if (here.step.flow != flow::Flow::next) return false;
  auto is_lost = [&](Register reg) {
    return reg < state.registers.size() && !state.registers[reg].is_number();
  };
  if (operation.verb == Verb::high_half) return is_lost(operation.first);
  return here.step.uses_pc && (is_lost(here.step.first) || is_lost(here.step.second));
}

void Execution::apply(const Here& here, ExecutionState& state) {
  const ArmOperation& operation = here.operation;
  if (is_place_lost(here, state)) watched_.lose(~std::uint32_t{0});
  switch (operation.verb) {
  case Verb::other: return apply_other(here, state);
  case Verb::load:
  case Verb::store: return move_word(operation, state);
  case Verb::load_list:
  case Verb::store_list: return move_list(operation, state);
  case Verb::branch_if_zero:
  case Verb::branch_if_not_zero: return;
  default: break;
  }
  KnownValue first = value_of(state, operation.first);
  KnownValue second = KnownValue::number(static_cast<std::uint32_t>(operation.number));
  if (operation.second != no_register)
    second = shifted(state.registers[operation.second], operation.shift, operation.amount);
  KnownValue result = calculated(operation, first, second);
  // An address of which something is left.
  if (!result.is_number() && operation.to != no_register)
    result.pointers |=
        watched_.pointed_to(first) | watched_.pointed_to(second) |
        (operation.second != no_register ? watched_.pointed_to(state.registers[operation.second])
                                         : 0);
  if (operation.sets_flags) {
    state.flags = flags_after(operation, first, second, result);
    // The carry of a shift, which nobody follows, tells of the bits too.
    state.flags.is_asked |= second.is_asked;
  }
  if (operation.to != no_register) set_register(state, operation.to, result);
}

void Execution::set_register(ExecutionState& state, Register to, const KnownValue& value) {
  constexpr Register frame = 11, frame_of_thumb = 7;
  bool is_frame = to == flow::arm::sp || to == frame || to == frame_of_thumb;
  if (value.is_on_stack && !is_frame) share_stack(state);
  state.registers[to] = value;
  state.registers[to].is_untouched = false;
}

void Execution::share_stack(ExecutionState& state) {
  state.is_stack_shared = true;
  watched_.lose(state.pointed_to_from_stack());
}

void Execution::apply_other(const Here& here, ExecutionState& state) {
  if (here.operation.it != 0) return;
  bool is_thumb = (here.key & 1) != 0;
  std::uint32_t word = ground_.word(here.key, here.step.length);
  std::uint32_t read = maybe_read(word, is_thumb, here.step.length);
  for (Register reg = 0; reg < 15; ++reg) {
    if ((read >> reg & 1) == 0) continue;
    watched_.lose(watched_.pointed_to(state.registers[reg]));
    if (state.registers[reg].is_on_stack && reg != flow::arm::sp) share_stack(state);
  }
  if (may_store(word, is_thumb, here.step.length)) state.forget_slots();
  for (Register reg = 0; reg < 15; ++reg)
    if ((here.step.writes >> reg & 1) != 0) state.registers[reg] = {};
  if (here.step.sets_flags || here.step.calls_kernel) {
    bool is_asked = state.flags.is_asked;
    state.flags = {};
    state.flags.is_asked = is_asked;
  }
  if (here.step.calls_kernel && state.is_stack_shared) state.forget_slots();
}

void Execution::move_word(const ArmOperation& operation, ExecutionState& state) {
  KnownValue base = value_of(state, operation.first);
  KnownValue offset = KnownValue::number(static_cast<std::uint32_t>(operation.number));
  if (operation.second != no_register) {
    offset = shifted(state.registers[operation.second], operation.shift, operation.amount);
    // A place, and two registers: "ldr r1, [pc, r1]" has its place in `number`.
    if (operation.number != 0)
      offset =
          sum_of(offset, KnownValue::number(static_cast<std::uint32_t>(operation.number)), false);
  }
  KnownValue moved = sum_of(base, offset, operation.subtracts_second);
  std::uint32_t may_point = watched_.pointed_to(base) | watched_.pointed_to(offset);
  if (!moved.is_number()) moved.pointers |= may_point;
  KnownValue address = operation.indexing == Indexing::after ? base : moved;
  bool has_one_base = operation.second == no_register && operation.first != no_register;
  KnownValue counted_from = has_one_base ? base : KnownValue();
  if (operation.verb == Verb::store) {
    store(address, operation.size, state.registers[operation.to], state, counted_from, may_point);
    if (operation.indexing != Indexing::none) set_register(state, operation.first, moved);
    return;
  }
  KnownValue value = loaded(address, operation.size, state, counted_from);
  // A table of addresses of which the place is not known, and a number that chooses one.
  auto is_choice = [&](const KnownValue& one) {
    std::optional<std::uint32_t> number = one.as_number();
    return number && one.is_literal && !ground_.is_writable(*number) &&
           !ground_.constant(*number, 1);
  };
  bool is_of_table = operation.second != no_register && operation.size == 4 &&
                     ((is_choice(base) && !offset.is_number()) ||
                      (is_choice(offset) && !base.is_number() && !base.is_on_stack));
  if (is_of_table) value.pointers = ~std::uint32_t{0};
  if (operation.is_signed) {
    std::optional<std::uint32_t> number = value.as_number();
    unsigned unused = 32 - 8 * operation.size;
    value = number ? KnownValue::number(static_cast<std::uint32_t>(
                         static_cast<std::int32_t>(*number << unused) >> unused))
                   : value.blurred();
  }
  if (operation.indexing != Indexing::none) set_register(state, operation.first, moved);
  set_register(state, operation.to, value);
}

void Execution::move_list(const ArmOperation& operation, ExecutionState& state) {
  KnownValue base = value_of(state, operation.first);
  auto number = [](std::int64_t value) {
    return KnownValue::number(static_cast<std::uint32_t>(value));
  };
  std::int64_t offset = operation.number;
  std::array<KnownValue, 16> before = state.registers;
  for (Register reg = 0; reg < 16; ++reg) {
    if ((operation.list >> reg & 1) == 0) continue;
    KnownValue address = sum_of(base, number(offset), false);
    if (!address.is_number()) address.pointers = watched_.pointed_to(base);
    if (operation.verb == Verb::store_list)
      save(address, before[reg], state, base);
    else
      set_register(state, reg, loaded(address, 4, state, base));
    offset += 4;
  }
  bool is_loaded =
      operation.verb == Verb::load_list && (operation.list >> operation.first & 1) != 0;
  if (operation.base_change == 0 || is_loaded) return;
  KnownValue moved = sum_of(base, number(operation.base_change), false);
  if (!moved.is_number()) moved.pointers = watched_.pointed_to(base);
  set_register(state, operation.first, moved);
}

// Functions put away registers in which something may be left that nobody wants any more: what
// comes back from there is watched, and it is not taken for an argument.
void Execution::save(const KnownValue& address, const KnownValue& value, ExecutionState& state,
                     const KnownValue& base) {
  if (!address.is_on_stack || state.is_stack_shared)
    return store(address, 4, value, state, base, watched_.pointed_to(base));
  KnownValue kept = value;
  kept.is_untouched = false;
  state.set_slot(address.place, 4, kept, watched_.pointed_to(value));
}

void Execution::note_base(std::uint32_t address, const KnownValue& base) {
  std::optional<std::uint32_t> from = base.as_number();
  if (is_first_look_ && from && ground_.is_writable(address))
    seen_.bases.insert({address & ~std::uint32_t{3}, *from});
}

KnownValue Execution::loaded(const KnownValue& address, unsigned size, const ExecutionState& state,
                             const KnownValue& base) {
  if (address.is_on_stack) return state.slot(address.place, size);
  std::optional<std::uint32_t> place = address.as_number();
  if (!place) return {};
  if (is_first_look_) seen_.loaded.insert(*place);
  if (std::optional<std::uint32_t> fixed = ground_.constant(*place, size)) {
    KnownValue number = KnownValue::number(*fixed);
    number.is_literal = ground_.image().is_code(*place);
    return number;
  }
  note_base(*place, base);
  WatchedVariable* variable = watched_.at(*place);
  if (variable == nullptr || variable->is_lost || *place + size > variable->address + 4) return {};
  variable->readers.insert(now_);
  unsigned from = *place - static_cast<std::uint32_t>(variable->address);
  return size == 4 ? variable->value : variable->value.part(size, from);
}

void Execution::store(const KnownValue& address, unsigned size, const KnownValue& value,
                      ExecutionState& state, const KnownValue& base, std::uint32_t may_point) {
  std::uint32_t held = watched_.pointed_to(value);
  if (address.is_on_stack) {
    if (state.is_stack_shared) watched_.lose(held);
    KnownValue kept = value;
    kept.is_untouched = false;
    return state.set_slot(address.place, size, kept, held);
  }
  watched_.lose(held);
  if (value.is_on_stack) share_stack(state);
  std::optional<std::uint32_t> place = address.as_number();
  if (!place) {
    watched_.lose(may_point | address.pointers);
    // Where the stack is, nobody knows once its pointer was aligned.
    bool is_stack_known = state.registers[flow::arm::sp].is_on_stack;
    if (state.is_stack_shared || !is_stack_known) state.forget_slots();
    return;
  }
  note_base(*place, base);
  bool is_suspect = value.is_asked || state.is_behind_question;
  if (is_first_look_ && is_suspect && ground_.is_writable(*place))
    seen_.suspects.insert(*place & ~std::uint32_t{3});
  store_in_memory(*place, size, value);
}

void Execution::store_in_memory(std::uint32_t address, unsigned size, const KnownValue& value) {
  WatchedVariable* variable = watched_.at(address);
  WatchedVariable* last = watched_.at(address + size - 1);
  if (variable != last) {
    for (WatchedVariable* one : {variable, last})
      if (one != nullptr) one->is_lost = true;
    return;
  }
  if (variable == nullptr) return;
  KnownValue whole = value.is_on_stack ? value.blurred() : value;
  if (size != 4) {
    // The other bytes stay as they are.
    unsigned from = 8 * (address - static_cast<std::uint32_t>(variable->address));
    std::uint32_t mask = ((std::uint32_t{1} << 8 * size) - 1) << from;
    whole.zeros = (whole.zeros << from & mask) | (variable->value.zeros & ~mask);
    whole.ones = (whole.ones << from & mask) | (variable->value.ones & ~mask);
  }
  KnownValue joined = either_of(variable->value, whole);
  joined.pointers = 0;
  if (joined == variable->value) return;
  variable->value = joined;
  for (CodeKey reader : variable->readers)
    if (queued_.insert(reader).second) waiting_.push_back(reader);
}

}  // namespace ashore::verify
