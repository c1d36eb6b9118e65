// SPDX-License-Identifier: Apache-2.0
#include "ashore/verify/execution.h"

#include <algorithm>
#include <utility>

#include "ashore/flow/arm_values.h"

namespace ashore::verify {

namespace {

using flow::ArmOperation;
using flow::Flow;
using flow::Step;
using flow::Verb;

constexpr unsigned always = 14;
constexpr std::size_t arguments = 4;

// "if-then": the condition of each instruction that follows, the next one first.
class IfThen {
 public:
  void begin(std::uint8_t it) {
    mask_ = it & 15;
    condition_ = it >> 4;
  }
  bool is_on() const { return mask_ != 0; }
  // The condition of the instruction here, and on to the next.
  unsigned take() {
    unsigned now = condition_;
    unsigned next = (condition_ & 14) | (mask_ >> 3 & 1);
    mask_ = mask_ << 1 & 15;
    condition_ = next;
    return now;
  }

 private:
  unsigned mask_ = 0, condition_ = 0;
};

}  // namespace

bool Execution::run() {
  for (CodeKey entry : ground_.entries()) enter_function(entry, nullptr);
  std::uint64_t most = 2'000'000 + 32 * ground_.code_size();
  while (true) {
    while (!waiting_.empty()) {
      CodeKey next = waiting_.back();
      waiting_.pop_back();
      queued_.erase(next);
      look_from(next);
      if (steps_ > most) return false;
    }
    // What calls itself for ever, or comes back by a way that is not seen.
    bool is_done = true;
    for (CodeKey function : std::exchange(unanswered_, {})) {
      if (summaries_[function].returns) continue;
      returns_anything(function);
      is_done = false;
    }
    if (is_done) return true;
  }
}

void Execution::enter(CodeKey key, const ExecutionState& state) {
  constexpr unsigned most_visits = 24;
  if (!ground_.is_instruction(key)) return;
  auto [known, is_new] = states_.try_emplace(key, state);
  if (!is_new) {
    ExecutionState before = known->second;
    if (before.function != state.function) {
      // Two functions share this: what comes back from here, comes back from both.
      returns_anything(before.function);
      returns_anything(state.function);
    }
    if (!known->second.join(state, watched_)) return;
    if (++visits_[key] > most_visits) known->second.widen(before, watched_);
  }
  if (queued_.insert(key).second) waiting_.push_back(key);
}

// Arguments are not followed, but what may be the address of a variable stays watched.
void Execution::enter_function(CodeKey key, const ExecutionState* caller) {
  ExecutionState state = ExecutionState::at_function(key);
  for (std::size_t i = 0; caller != nullptr && i < arguments; ++i)
    state.registers[i].pointers = watched_.pointed_to(caller->registers[i]);
  enter(key, state);
}

void Execution::look_from(CodeKey begin) {
  ExecutionState state = states_.at(begin);
  now_ = begin;
  perhaps_.reset();
  IfThen if_then;
  Here here{begin, {}, {}, always, Truth::yes};
  while (true) {
    ++steps_;
    executed_.insert(here.key);
    bool is_conditional = if_then.is_on();
    here.step = ground_.step(here.key, is_conditional);
    here.operation = ground_.operation(here.key, is_conditional);
    unsigned condition = here.operation.condition;
    if (is_conditional) condition = if_then.take();
    here.condition = condition;
    if (perhaps_ && (condition != perhaps_->first || here.step.flow != Flow::next)) settle(state);
    here.is_met = condition >= always ? Truth::yes : state.flags.meets(condition);
    if (condition < always && state.flags.is_asked) state.is_behind_question = true;
    if (here.operation.it != 0) if_then.begin(here.operation.it);
    if (ground_.has_more_ways(here.key)) {
      settle(state);
      open_gates(here.key, state);
    }
    if (here.step.length == 0 || !pass(here, state)) return;
    here.key += here.step.length;
    if (!ground_.is_instruction(here.key)) return;
    if (!ground_.is_meeting(here.key)) continue;
    settle(state);
    return enter(here.key, state);
  }
}

void Execution::open_gates(CodeKey key, const ExecutionState& state) {
  for (CodeKey made : ground_.made_by(key)) enter_function(made, nullptr);
  for (CodeKey to : ground_.leaps_from(key)) {
    if (ground_.is_function(to))
      enter_function(to, &state);
    else
      enter(to, state);
  }
  for (CodeKey pad : ground_.pads_of(key)) {
    returns_anything(key);
    ExecutionState nothing = ExecutionState::at_function(0);
    nothing.registers[flow::arm::sp] = {};
    enter(pad, nothing);
  }
}

Truth Execution::is_taken(const Here& here, ExecutionState& state) const {
  bool if_zero = here.operation.verb == Verb::branch_if_zero;
  if (!if_zero && here.operation.verb != Verb::branch_if_not_zero) return here.is_met;
  const KnownValue& value = state.registers[here.operation.first];
  if (value.is_asked) state.is_behind_question = true;
  if (value.ones != 0) return if_zero ? Truth::no : Truth::yes;
  if (value.is_number()) return if_zero ? Truth::yes : Truth::no;
  return Truth::unknown;
}

// Instructions with the same condition are executed together or not at all: an address that is made
// by several of them is not lost between.
bool Execution::pass_perhaps(const Here& here, ExecutionState& state) {
  unsigned condition = here.condition;
  bool is_same = perhaps_ && perhaps_->first == condition;
  if (!is_same) {
    settle(state);
    perhaps_.emplace(condition, state);
  }
  apply(here, perhaps_->second);
  if (here.operation.sets_flags || here.step.sets_flags) settle(state);
  return true;
}

void Execution::settle(ExecutionState& state) {
  if (perhaps_) state.join(perhaps_->second, watched_);
  perhaps_.reset();
}

bool Execution::pass(const Here& here, ExecutionState& state) {
  Truth is_met = is_taken(here, state);
  switch (here.step.flow) {
  case Flow::next: {
    if (is_met == Truth::no) return true;
    if (is_met == Truth::yes) {
      apply(here, state);
      return true;
    }
    return pass_perhaps(here, state);
  }
  case Flow::stop: return is_met != Truth::yes;
  case Flow::jump:
    if (is_met != Truth::no) jump(here, state);
    return is_met != Truth::yes;
  case Flow::jump_through: {
    if (is_met == Truth::no) return true;
    ExecutionState leaving = state;
    leave(here, leaving);
    return is_met != Truth::yes;
  }
  default: break;
  }
  if (is_met == Truth::no) return true;
  ExecutionState called = state;
  if (!call(here, called)) return is_met != Truth::yes;
  if (is_met == Truth::yes)
    state = std::move(called);
  else
    state.join(called, watched_);
  return true;
}

// False: it does not come back, as far as is known.
bool Execution::call(const Here& here, ExecutionState& state) {
  CodeKey target = here.step.target | (here.step.target_kind == flow::CodeKind::thumb ? 1 : 0);
  bool is_direct = here.step.flow == Flow::call;
  if (is_direct && is_question_(target)) {
    KnownValue item = state.registers[0];
    if (ground_.is_instruction(target)) enter_function(target, nullptr);
    after_call(state, answer(item), 0);
    return true;
  }
  if (!is_direct || !ground_.is_instruction(target)) {
    // The register that it calls by holds no argument, nor do those above it.
    std::size_t count = is_direct ? arguments : std::min<std::size_t>(arguments, here.step.first);
    for (std::size_t i = 0; i < count; ++i) watched_.lose(watched_.pointed_to(state.registers[i]));
    after_call(state, {}, 0);
    return true;
  }
  enter_function(target, &state);
  Summary& summary = summaries_[target];
  summary.callers.insert(now_);
  if (!summary.returns) {
    if (ground_.is_instruction(here.key + here.step.length)) unanswered_.insert(target);
    return false;
  }
  after_call(state, summary.first, summary.in_second);
  return true;
}

void Execution::after_call(ExecutionState& state, const KnownValue& first,
                           std::uint32_t in_second) {
  constexpr flow::Register scratch = 12;
  if (state.is_stack_shared) state.forget_slots();
  // Arguments beyond the fourth lie on the stack.
  constexpr std::int32_t of_arguments = 16;
  const KnownValue& stack = state.registers[flow::arm::sp];
  watched_.lose(stack.is_on_stack ? state.pointed_to_from(stack.place, stack.place + of_arguments)
                                  : state.pointed_to_from_stack());
  for (flow::Register reg :
       {flow::Register{1}, flow::Register{2}, flow::Register{3}, scratch, flow::arm::lr})
    state.registers[reg] = {};
  state.registers[0] = first;
  state.registers[1].pointers = in_second;
  state.flags = {};
}

KnownValue Execution::answer(const KnownValue& item) const {
  constexpr std::uint32_t at_hwcap = 16, at_hwcap2 = 26;
  KnownValue value;
  std::optional<std::uint32_t> number = item.as_number();
  if (!number || (*number != at_hwcap && *number != at_hwcap2)) return value;
  value.zeros = *number == at_hwcap ? bits_.hwcap : bits_.hwcap2;
  value.is_asked = true;
  return value;
}

void Execution::leave(const Here& here, ExecutionState& state) {
  const Step& step = here.step;
  bool by_link = step.effect == flow::Effect::sum && step.number == 0 &&
                 step.first == flow::arm::lr && step.second == flow::no_register;
  if (step.stack_return || by_link) {
    if ((here.operation.list & 1) != 0) state.registers[0] = {};
    const KnownValue& second = state.registers[1];
    return returned(state, state.registers[0],
                    second.is_untouched ? 0 : watched_.pointed_to(second));
  }
  if (!ground_.leaps_from(here.key).empty()) return;
  // To another function, by a pointer.
  for (std::size_t i = 0; i < arguments; ++i)
    watched_.lose(watched_.pointed_to(state.registers[i]));
  returned(state, {}, 0);
}

void Execution::jump(const Here& here, const ExecutionState& state) {
  CodeKey target = here.step.target | (here.step.target_kind == flow::CodeKind::thumb ? 1 : 0);
  bool is_question = is_question_(target);
  if (!ground_.is_function(target) && !is_question) {
    if (ground_.is_instruction(target)) return enter(target, state);
    for (std::size_t i = 0; i < arguments; ++i)
      watched_.lose(watched_.pointed_to(state.registers[i]));
    return returned(state, {}, 0);
  }
  // The last call of a function: what that one returns, this one does.
  Here last = here;
  last.step.flow = Flow::call;
  ExecutionState called = state;
  if (call(last, called))
    returned(called, called.registers[0], called.registers[1].pointers);
  else
    unanswered_.insert(target);
}

void Execution::returned(const ExecutionState& state, const KnownValue& first,
                         std::uint32_t in_second) {
  std::uint32_t in_first = watched_.pointed_to(first);
  if (state.function == 0) return watched_.lose(in_first | in_second);
  Summary& summary = summaries_[state.function];
  KnownValue value = first.is_on_stack ? first.blurred() : first;
  KnownValue joined = summary.returns ? either_of(summary.first, value) : value;
  if (summary.returns && !(summary.first == value))
    joined.pointers |= watched_.pointed_to(summary.first) | in_first;
  std::uint32_t second = summary.in_second | in_second;
  if (summary.returns && joined == summary.first && second == summary.in_second) return;
  summary.returns = true;
  summary.first = joined;
  summary.in_second = second;
  for (CodeKey caller : summary.callers)
    if (queued_.insert(caller).second) waiting_.push_back(caller);
}

void Execution::returns_anything(CodeKey function) {
  if (function == 0) return;
  ExecutionState state;
  state.function = function;
  // What was known of it before may be the address of a variable.
  returned(state, {}, 0);
}

}  // namespace ashore::verify
