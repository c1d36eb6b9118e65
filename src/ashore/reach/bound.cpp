// SPDX-License-Identifier: Apache-2.0
// How high the index of a table can be: what the program compares it with before.
#include <algorithm>
#include <cstdlib>
#include <utility>

#include "ashore/reach/trace.h"

namespace ashore::reach {

namespace {

// The same comparison seen from what was compared with.
Condition reversed(Condition condition) {
  switch (condition) {
  case Condition::at_least: return Condition::at_most;
  case Condition::at_most: return Condition::at_least;
  case Condition::below: return Condition::above;
  case Condition::above: return Condition::below;
  default: return condition;
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

bool writes(const Step& step, Register reg) { return reg < 32 && (step.writes >> reg & 1) != 0; }

// The register that the step copies into another one.
Register copied(const Step& step) {
  bool may_be = step.effect == Effect::sum && step.number == 0 && !step.is_optional();
  if (!may_be || step.shift != 0) return no_register;
  if (step.second == no_register) return step.first;
  return step.first == no_register ? step.second : no_register;
}

bool is_call(const Step& step) {
  return step.flow == Flow::call || step.flow == Flow::call_through;
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
    ways_to(place, before);
    // Ways that are only possible, from other such jumps, do not lead into the middle of this.
    std::erase_if(before, [&](const Predecessor& p) { return p.level < walk_.level(place); });
    if (before.size() != 1) return std::nullopt;
    place = before.front().place;
    Step step = walk_.step(place);
    if (is_call(step)) return std::nullopt;
    if (!writes(step, held.reg)) continue;
    std::optional<std::uint64_t> made =
        step.to == held.reg ? made_magnitude(place, step, depth) : std::nullopt;
    if (!step.is_optional()) return made;
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

// A path backwards: where it is, what holds the value there, and which condition on the flags
// holds further on.
struct Trace::Path {
  Place place;
  Register reg = no_register;
  Condition condition = Condition::always;
  // Another register that was at most this at a place further on, and had that value already here.
  Register other = no_register;
  std::uint64_t other_limit = 0;
  // A register that is zero, or is not, at a place further on: the answer of a comparison.
  Register answer = no_register;
  bool is_yes = false;

  std::uint64_t key() const {
    std::uint64_t address = place.kind == CodeKind::thumb ? place.address | 1 : place.address;
    std::uint64_t question = answer == no_register ? 32 : answer;
    return address << 19 | question << 13 | std::uint64_t{reg} << 8 |
           static_cast<std::uint64_t>(condition) << 4 | (is_yes ? 1 : 0);
  }
};

// The highest of the numbers that a register can hold; empty: it may hold others.
std::optional<std::uint64_t> Trace::highest(Held held) {
  std::optional<std::uint64_t> most;
  for (const Value& value : values(held)) {
    if (value.origin != Origin::number) return std::nullopt;
    most = std::max(most.value_or(0), value.number);
  }
  return most;
}

// A register is at most `limit` before the path's place: that is the answer if it is the one that
// is asked for, else it may become so by a copy.
std::optional<std::uint64_t> Trace::know(Path& path, Register reg, std::uint64_t limit) const {
  if (reg == path.reg) return limit;
  path.other = reg;
  path.other_limit = limit;
  return std::nullopt;
}

// What the way that was taken out of the branch at the path's place says.
std::optional<std::uint64_t> Trace::decide(Path& path, const Step& step, bool taken) {
  bool branches = step.flow == Flow::jump && step.is_conditional();
  if (!branches) return std::nullopt;
  Condition condition = taken ? step.condition : opposite(step.condition);
  if (!step.compares_itself) {
    bool is_by_flags = step.condition != Condition::other;
    if (is_by_flags && !bounds(path.condition)) path.condition = condition;
    return std::nullopt;
  }
  bool is_answer = step.compared_to == no_register && step.compared_with == 0 &&
                   (condition == Condition::equal || condition == Condition::not_equal);
  if (is_answer && step.compared != path.reg) {
    path.answer = step.compared;
    path.is_yes = condition == Condition::not_equal;
    return std::nullopt;
  }
  // A comparison of two registers tells about either.
  Register asked = step.compared, known = step.compared_to;
  if (known == path.reg && known != no_register) {
    std::swap(asked, known);
    condition = reversed(condition);
  }
  if (!bounds(condition)) return std::nullopt;
  std::optional<std::uint64_t> number = step.compared_with;
  if (known != no_register) number = highest({path.place, known});
  std::optional<std::uint64_t> most = number ? limit(condition, *number) : std::nullopt;
  return most ? know(path, asked, *most) : std::nullopt;
}

// Over the writes of the instruction at the path's place.
std::optional<std::uint64_t> Trace::pass_back(Path& path, const Step& step, unsigned depth,
                                              Pass& pass) {
  if (step.sets_flags) {
    std::optional<std::uint64_t> here;
    if (step.compared != no_register && !step.is_conditional() && bounds(path.condition)) {
      std::optional<std::uint64_t> number = step.compared_with;
      if (step.compared_to != no_register) number = highest({path.place, step.compared_to});
      if (number) here = limit(path.condition, *number);
    }
    path.condition = Condition::always;
    if (here && step.compared == path.reg) return here;
    if (here) {
      path.other = step.compared;
      path.other_limit = *here;
    }
  }
  if (writes(step, path.answer)) {
    bool tells = step.to == path.answer && step.effect == Effect::below && !step.is_optional();
    Register answer = std::exchange(path.answer, no_register);
    if (tells && path.is_yes && step.second == no_register && step.number > 0 &&
        !writes(step, path.reg)) {
      if (std::optional<std::uint64_t> found =
              know(path, step.first, static_cast<std::uint64_t>(step.number) - 1))
        return found;
    } else if (tells && !path.is_yes && step.second != no_register && step.second == path.reg) {
      if (std::optional<std::uint64_t> found = highest({path.place, step.first})) return found;
    } else if (step.to == answer && !step.is_optional()) {
      path.answer = copied(step);
    }
  }
  if (writes(step, path.reg)) {
    bool is_here = step.to == path.reg && !step.is_optional();
    Register from = is_here ? copied(step) : no_register;
    if (from != no_register) {
      if (from == path.other) return path.other_limit;
      path.reg = from;
      return std::nullopt;
    }
    std::optional<std::uint64_t> found;
    if (is_here) found = limit_of_effect(step);
    if (is_here && step.effect == Effect::remainder) {
      std::uint64_t whole = static_cast<std::uint64_t>(step.number);
      std::optional<Bound> part =
          depth < 2 ? bound({path.place, step.first}, Condition::always, depth + 1) : std::nullopt;
      if (part && part->highest <= whole) found = whole;
    }
    pass.is_lost = !found;
    if (found && step.effect != Effect::sum) pass.is_exact = false;
    return found;
  }
  if (writes(step, path.other)) {
    bool is_copied = step.to == path.other && copied(step) == path.reg;
    Register other = std::exchange(path.other, no_register);
    if (is_copied && other != no_register) return path.other_limit;
  }
  return std::nullopt;
}

std::optional<Bound> Trace::bound_from(std::vector<Path> waiting, unsigned depth) {
  std::unordered_set<std::uint64_t> seen;
  std::vector<Predecessor> before;
  Bound most;
  bool is_found = false;
  std::size_t steps_left = std::min<std::size_t>(2000, all_steps_left_);
  while (!waiting.empty()) {
    Path path = waiting.back();
    waiting.pop_back();
    before.clear();
    ways_to(path.place, before);
    if (before.empty() || walk_.is_function(path.place) || steps_left == 0 || all_steps_left_ == 0)
      return std::nullopt;
    --steps_left;
    --all_steps_left_;
    for (const Predecessor& predecessor : before) {
      Path next = path;
      next.place = predecessor.place;
      Step step = walk_.step(predecessor.place);
      if (is_call(step)) return std::nullopt;
      Pass pass;
      std::optional<std::uint64_t> found = pass_back(next, step, depth, pass);
      if (pass.is_lost) return std::nullopt;
      most.is_exact = most.is_exact && pass.is_exact;
      if (!found) found = decide(next, step, predecessor.taken);
      if (found) {
        most.highest = std::max(most.highest, *found);
        is_found = true;
        continue;
      }
      bool may_come_again = walk_.is_joined(next.place) || step.flow == Flow::jump;
      if (may_come_again && !seen.insert(next.key()).second) continue;
      waiting.push_back(next);
    }
  }
  if (!is_found) return std::nullopt;
  return most;
}

std::optional<Bound> Trace::bound(Held held, Condition condition, unsigned depth) {
  return bound_from({{held.at, held.reg, condition}}, depth);
}

std::optional<Bound> Trace::bound_of_index(Held held, Condition condition, Place jump) {
  Step step = walk_.step(held.at);
  if (!step.in_slot || step.flow != Flow::jump || !step.is_conditional())
    return bound(held, condition);
  // By which ways the jump is reached from the slot.
  constexpr std::size_t most = 200;
  bool is_taken = false, is_passed = false;
  std::vector<Place> waiting{jump};
  std::unordered_set<std::uint64_t> seen;
  std::vector<Predecessor> before;
  while (!waiting.empty()) {
    Place place = waiting.back();
    waiting.pop_back();
    if (seen.size() == most) return std::nullopt;
    before.clear();
    ways_to(place, before);
    if (before.empty() || walk_.is_function(place)) return std::nullopt;
    for (const Predecessor& predecessor : before) {
      bool is_slot = predecessor.place == held.at;
      if (is_slot) (predecessor.taken ? is_taken : is_passed) = true;
      if (!is_slot && seen.insert(predecessor.place.address).second)
        waiting.push_back(predecessor.place);
    }
  }
  Path path{held.at, held.reg, condition};
  if (is_taken == is_passed) return bound(held, condition);
  if (std::optional<std::uint64_t> found = decide(path, step, is_taken)) return Bound{*found, true};
  return bound_from({path}, 0);
}

}  // namespace ashore::reach
