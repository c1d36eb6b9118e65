// SPDX-License-Identifier: Apache-2.0
// How high the index of a table can be: what the program compares it with before.
#include <algorithm>
#include <cstdlib>

#include "ashore/reach/trace.h"

namespace ashore::reach {

namespace {

// A path backwards: where it is, what holds the value there, and which condition on the flags
// holds further on.
struct Path {
  Place place;
  Register reg = no_register;
  Condition condition = Condition::always;
  // Another register that was at most this at a place further on, and had that value already here.
  Register other = no_register;
  std::uint64_t other_limit = 0;
};

Condition opposite(Condition condition) {
  switch (condition) {
  case Condition::equal: return Condition::not_equal;
  case Condition::not_equal: return Condition::equal;
  case Condition::at_least: return Condition::below;
  case Condition::below: return Condition::at_least;
  case Condition::above: return Condition::at_most;
  case Condition::at_most: return Condition::above;
  default: return Condition::other;
  }
}

// The highest value for which the condition holds.
std::optional<std::uint64_t> limit(Condition condition, std::uint64_t compared_with) {
  switch (condition) {
  case Condition::equal:
  case Condition::at_most: return compared_with;
  case Condition::below:
    if (compared_with == 0) return std::nullopt;
    return compared_with - 1;
  default: return std::nullopt;
  }
}

bool bounds(Condition condition) {
  return condition == Condition::equal || condition == Condition::below ||
         condition == Condition::at_most;
}

std::uint64_t key_of(const Path& path) {
  std::uint64_t place =
      path.place.kind == CodeKind::thumb ? path.place.address | 1 : path.place.address;
  return place << 16 | std::uint64_t{path.reg} << 8 |
         static_cast<std::uint64_t>(path.condition) << 4;
}

bool writes(const Step& step, Register reg) { return reg < 32 && (step.writes >> reg & 1) != 0; }

bool is_copy(const Step& step) {
  return step.effect == Effect::sum && step.number == 0 && step.second == no_register &&
         step.first != no_register && !step.is_conditional();
}

// What an instruction that gives the register its value says about it.
std::optional<std::uint64_t> limit_of_effect(const Step& step) {
  if (step.effect == Effect::limited) return static_cast<std::uint64_t>(step.number);
  if (step.effect == Effect::sum && step.first == no_register && step.second == no_register)
    return static_cast<std::uint64_t>(step.number);
  if (step.effect == Effect::load && step.size < 4 && !step.is_signed)
    return (std::uint64_t{1} << (8 * step.size)) - 1;
  return std::nullopt;
}

std::optional<std::uint64_t> both(std::optional<std::uint64_t> a, std::optional<std::uint64_t> b) {
  if (!a || !b) return std::nullopt;
  return std::max(*a, *b);
}

}  // namespace

std::optional<std::uint64_t> Trace::magnitude(Held held, unsigned depth) const {
  constexpr unsigned reach = 24, most_depth = 6;
  std::vector<Predecessor> before;
  Place place = held.at;
  for (unsigned i = 0; i < reach && depth < most_depth; ++i) {
    before.clear();
    walk_.predecessors(place, before);
    // Ways that are only possible, from other such jumps, do not lead into the middle of this.
    std::erase_if(before, [&](const Predecessor& p) { return p.level < walk_.level(place); });
    if (before.size() != 1) return std::nullopt;
    place = before.front().place;
    Step step = walk_.step(place);
    if (step.flow == Flow::call || step.flow == Flow::call_through) return std::nullopt;
    if (!writes(step, held.reg)) continue;
    std::optional<std::uint64_t> made =
        step.to == held.reg ? made_magnitude(place, step, depth) : std::nullopt;
    if (!step.is_conditional()) return made;
    return both(made, magnitude({place, held.reg}, depth + 1));
  }
  return std::nullopt;
}

std::optional<std::uint64_t> Trace::made_magnitude(Place place, const Step& step,
                                                   unsigned depth) const {
  std::uint64_t number = static_cast<std::uint64_t>(std::abs(step.number));
  std::optional<std::uint64_t> first, second;
  if (step.first != no_register) first = magnitude({place, step.first}, depth + 1);
  if (step.second != no_register) second = magnitude({place, step.second}, depth + 1);
  switch (step.effect) {
  case Effect::limited: return number;
  case Effect::remainder: {
    // Division enters its steps so far before their end as the quotient has bits: 31 less the
    // difference of two CLZ, of which it made sure before that it is not negative.
    constexpr std::uint64_t most_zeros = 32, steps = 31;
    if (number == steps && first == 2 * most_zeros) return steps;
    if (first) return number + *first;
    return std::nullopt;
  }
  case Effect::difference: return first && second ? std::optional(*first + *second) : std::nullopt;
  case Effect::sum:
    if ((step.first != no_register && !first) || (step.second != no_register && !second))
      return std::nullopt;
    return number + first.value_or(0) + (second.value_or(0) << step.shift);
  default: return std::nullopt;
  }
}

// What the instruction compares a register with, if it is a number.
std::optional<std::uint64_t> Trace::compared_with(Place place, const Step& step) {
  if (step.compared == no_register || step.is_conditional()) return std::nullopt;
  if (step.compared_to == no_register) return step.compared_with;
  std::vector<Value> found = values({place, step.compared_to});
  if (found.size() != 1 || found.front().origin != Origin::number) return std::nullopt;
  return found.front().number;
}

std::optional<Bound> Trace::bound(Held held, Condition condition, unsigned depth) {
  std::vector<Path> waiting{{held.at, held.reg, condition, no_register, 0}};
  std::unordered_set<std::uint64_t> seen;
  std::vector<Predecessor> before;
  Bound highest;
  bool is_found = false;
  std::size_t steps_left = std::min<std::size_t>(2000, all_steps_left_);
  while (!waiting.empty()) {
    Path path = waiting.back();
    waiting.pop_back();
    before.clear();
    walk_.predecessors(path.place, before);
    if (before.empty() || walk_.is_function(path.place) || steps_left == 0 || all_steps_left_ == 0)
      return std::nullopt;
    --steps_left;
    --all_steps_left_;
    for (const Predecessor& predecessor : before) {
      Path next = path;
      next.place = predecessor.place;
      Step step = walk_.step(predecessor.place);
      bool is_call = step.flow == Flow::call || step.flow == Flow::call_through;
      if (is_call) return std::nullopt;
      std::optional<std::uint64_t> found;
      if (step.sets_flags) {
        std::optional<std::uint64_t> here;
        if (bounds(path.condition)) here = compared_with(predecessor.place, step);
        if (here) here = limit(path.condition, *here);
        if (here && step.compared == path.reg)
          found = here;
        else if (here) {
          next.other = step.compared;
          next.other_limit = *here;
        }
        next.condition = Condition::always;
      }
      if (!found && writes(step, path.reg)) {
        bool is_here = step.to == path.reg && !step.is_conditional();
        if (is_here && is_copy(step)) {
          if (step.first == path.other) found = path.other_limit;
          next.reg = step.first;
        } else {
          if (is_here) found = limit_of_effect(step);
          if (found && step.effect != Effect::sum) highest.is_exact = false;
          if (is_here && step.effect == Effect::remainder) {
            std::uint64_t whole = static_cast<std::uint64_t>(step.number);
            std::optional<Bound> part =
                depth < 2 ? bound({next.place, step.first}, Condition::always, depth + 1)
                          : std::nullopt;
            if (part && part->highest <= whole) found = whole;
          }
          if (!found) return std::nullopt;
        }
      }
      if (!found && writes(step, path.other)) {
        bool is_copied = step.to == path.other && is_copy(step) && step.first == path.reg;
        if (is_copied) found = path.other_limit;
        next.other = no_register;
      }
      if (found) {
        highest.highest = std::max(highest.highest, *found);
        is_found = true;
        continue;
      }
      bool branches = step.flow == Flow::jump && step.is_conditional();
      if (branches && !bounds(next.condition))
        next.condition = predecessor.taken ? step.condition : opposite(step.condition);
      if (walk_.is_joined(next.place) && !seen.insert(key_of(next)).second) continue;
      waiting.push_back(next);
    }
  }
  if (!is_found) return std::nullopt;
  return highest;
}

}  // namespace ashore::reach
