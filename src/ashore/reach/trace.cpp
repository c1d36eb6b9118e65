// SPDX-License-Identifier: Apache-2.0
#include "ashore/reach/trace.h"

#include <algorithm>

#include "ashore/flow/convention.h"

namespace ashore::reach {

namespace {

std::uint64_t key_of(Place place) {
  return place.kind == CodeKind::thumb ? place.address | 1 : place.address;
}

bool is_call(const Step& step) {
  return step.flow == Flow::call || step.flow == Flow::call_through;
}

// Values of one origin that were not followed are all the same to whoever asks.
void add(std::vector<Value>& values, const Value& value) {
  auto same = [&](const Value& other) {
    return value.is_whole() && other.is_whole() && value.origin == other.origin &&
           value.has_thumb_bit_set == other.has_thumb_bit_set && value.slot == other.slot;
  };
  if (std::ranges::none_of(values, same)) values.push_back(value);
}

Value number(std::uint64_t known) {
  Value value;
  value.number = known;
  return value;
}

// A number as the step takes it for its second one.
std::uint64_t extended(std::uint64_t known, const Step& step) {
  if (step.second_size == 0 || step.second_size >= 8) return known;
  unsigned unused = 64 - 8 * step.second_size;
  std::uint64_t narrow = known << unused;
  if (!step.second_is_signed) return narrow >> unused;
  return static_cast<std::uint64_t>(static_cast<std::int64_t>(narrow) >> unused);
}

Value unknown(Origin origin, Held held) {
  Value value;
  value.origin = origin;
  value.held = held;
  return value;
}

}  // namespace

// Arithmetic on something that is no place in the file makes something new: what is compared later
// is the result.
void Trace::settle(Value& value, Held held) const {
  if (value.origin == Origin::number || value.entry_size != 0) return;
  bool is_based = view_.is_loaded_near(view_.truncated(value.number)) && value.number != 0;
  if (value.is_whole()) {
    value.held = held;
    return;
  }
  if (is_based || (value.shift != 0 && value.number == 0)) return;
  bool sets_thumb_bit = value.shift == 0 && value.number == 1;
  Origin origin = sets_thumb_bit ? value.origin : Origin::calculated;
  value = unknown(origin, held);
  value.has_thumb_bit_set = sets_thumb_bit;
}

std::vector<Value> Trace::values_of(Held held, unsigned depth) {
  Values calculated{unknown(Origin::calculated, held)};
  if (depth > depth_limit) return calculated;
  // While a value is looked for, it stands for itself as something that is calculated from itself.
  auto [known, is_new] = known_.try_emplace(key_of(held.at) << 5 | held.reg, calculated);
  if (!is_new) return known->second;
  Values found = search(held, depth);
  known_[key_of(held.at) << 5 | held.reg] = found;
  return found;
}

void Trace::ways_to(Place place, std::vector<Predecessor>& found) const {
  walk_.predecessors(place, found);
  extent_.include(place.address);
  for (const Predecessor& predecessor : found) extent_.include(predecessor.place.address);
}

// A way back from where the value is asked for. `holds`: a condition on the flags as they are
// there, without which this way is not gone.
struct Trace::Way {
  Place place;
  Condition holds = Condition::always;

  std::uint64_t key() const { return key_of(place) << 4 | static_cast<std::uint64_t>(holds); }
};

// What happens to instructions under a condition where another one holds.
enum class Trace::Execution : std::uint8_t { surely, never, perhaps };

// Over an instruction, from behind it; empty: the flags never are like that.
std::optional<Trace::Way> Trace::before(const Way& way, const Predecessor& predecessor,
                                        const Step& step) const {
  Way next{predecessor.place, way.holds};
  if (!view_.is_arm()) return next;
  if (is_call(step)) next.holds = Condition::always;
  if (step.flow == Flow::jump && step.is_conditional() && !step.compares_itself) {
    Condition known = walk_.condition(predecessor.place);
    if (!predecessor.taken) known = opposite(known);
    if (known == Condition::other) return next;
    if (next.holds == opposite(known)) return std::nullopt;
    if (next.holds == Condition::always) next.holds = known;
  } else if (step.sets_flags) {
    next.holds = Condition::always;
  }
  return next;
}

Trace::Execution Trace::execution(const Way& way, const Predecessor& predecessor,
                                  const Step& step) const {
  if (!step.is_optional()) return Execution::surely;
  // Its own flags are no longer those that it was executed by.
  if (!view_.is_arm() || step.sets_flags || is_call(step)) return Execution::perhaps;
  Condition own = walk_.condition(predecessor.place);
  if (own == Condition::other || way.holds >= Condition::always) return Execution::perhaps;
  if (own == way.holds) return Execution::surely;
  return own == opposite(way.holds) ? Execution::never : Execution::perhaps;
}

std::vector<Value> Trace::search(Held held, unsigned depth) {
  Values found;
  const flow::Convention& convention = flow::convention_of(held.at.kind);
  if (held.reg == convention.global && global_pointer_) return {number(*global_pointer_)};
  std::vector<Way> waiting{{held.at}};
  // What asks is executed, or its value does not matter.
  if (view_.is_arm()) waiting.front().holds = walk_.condition(held.at);
  if (waiting.front().holds == Condition::other) waiting.front().holds = Condition::always;
  std::unordered_set<std::uint64_t> seen;
  std::vector<Predecessor> ways;
  while (!waiting.empty()) {
    Way way = waiting.back();
    Place place = way.place;
    waiting.pop_back();
    if (steps_left_ == 0 || found.size() > value_limit) {
      steps_left_ = 0;
      return {};
    }
    --steps_left_;
    ways.clear();
    ways_to(place, ways);
    bool is_function = walk_.is_function(place);
    // By its convention, a caller gives the function's own address.
    if (is_function && held.reg == convention.function && held.reg != no_register)
      add(found, number(place.address));
    else if (is_function || ways.empty())
      add(found, unknown(Origin::caller, held));
    for (const Predecessor& predecessor : ways) {
      // What lies before a function, behind a call that does not return, seems to run into it.
      if (is_function && !predecessor.taken) continue;
      const Step& step = walk_.step(predecessor.place);
      std::optional<Way> next = before(way, predecessor, step);
      if (!next) continue;
      bool is_written = (step.writes >> held.reg & 1) != 0;
      bool is_jump = step.flow == Flow::jump, sets_flags = step.sets_flags;
      Execution execution = this->execution(way, predecessor, step);
      if (is_call(step) && !predecessor.taken && !convention.keeps(held.reg)) {
        add(found, unknown(Origin::caller, held));
        if (!step.is_conditional()) continue;
      } else if (is_written && execution != Execution::never) {
        bool is_loaded = (step.loads >> held.reg & 1) != 0;
        Values made_there{unknown(is_loaded ? Origin::memory : Origin::calculated, held)};
        if (step.to == held.reg && (!is_call(step) || step.in_slot))
          made_there = made(predecessor.place, Step(step), depth + 1);
        for (Value& value : made_there) {
          settle(value, held);
          add(found, value);
        }
        if (execution == Execution::surely) continue;
        // Here it was not executed.
        bool tells = view_.is_arm() && !sets_flags && next->holds == Condition::always;
        if (tells) next->holds = opposite(walk_.condition(predecessor.place));
        if (next->holds == Condition::other) next->holds = Condition::always;
      }
      // From where ways part, or meet.
      bool may_come_again = is_jump || walk_.is_joined(predecessor.place);
      if (may_come_again && !seen.insert(next->key()).second) continue;
      waiting.push_back(*next);
    }
  }
  // A loop that is entered by a pointer only.
  if (found.empty()) add(found, unknown(Origin::caller, held));
  return found;
}

Value Trace::plus(const Value& a, const Value& b) const {
  if (a.origin == Origin::number || b.origin == Origin::number) {
    Value sum = a.origin == Origin::number ? b : a;
    sum.number = view_.truncated(a.number + b.number);
    sum.literal = a.literal != 0 ? a.literal : b.literal;
    return sum;
  }
  Value sum = unknown(Origin::calculated, a.held);
  return sum;
}

// A whole number without its upper half, shifted back: "slli 32; srli 30" is one times 4.
std::vector<Value> Trace::shifted_right(Place place, const Step& step, unsigned depth) {
  Held fresh{place, step.to};
  std::vector<Predecessor> before;
  constexpr unsigned reach = 8;
  Place at = place;
  for (unsigned i = 0; i < reach; ++i) {
    before.clear();
    ways_to(at, before);
    if (before.size() != 1) break;
    at = before.front().place;
    Step left = walk_.step(at);
    if ((left.writes >> step.first & 1) == 0) continue;
    bool goes_left = left.to == step.first && left.effect == Effect::sum &&
                     left.first == no_register && left.second != no_register &&
                     left.shift >= static_cast<std::uint64_t>(step.number) && !left.is_optional();
    if (!goes_left) break;
    left.shift = static_cast<std::uint8_t>(left.shift - step.number);
    left.second_size = 4;
    return sums(at, left, depth);
  }
  return {unknown(Origin::calculated, fresh)};
}

// An entry of a table if it was loaded just before, else an index: what matters of that is its
// bound, not where it is from.
std::vector<Value> Trace::scaled(Held held, unsigned depth) {
  constexpr unsigned reach = 16;
  Values index{unknown(Origin::calculated, held)};
  std::vector<Predecessor> before;
  Place place = held.at;
  for (unsigned i = 0; i < reach; ++i) {
    before.clear();
    ways_to(place, before);
    // What may be a way into the middle of this is none of a compiler's.
    std::erase_if(before, [](const Predecessor& one) { return one.level == Level::possible; });
    if (before.size() != 1) return index;
    place = before.front().place;
    Step step = walk_.step(place);
    if ((step.writes >> held.reg & 1) == 0) continue;
    bool is_entry = step.to == held.reg && step.effect == Effect::load &&
                    step.size < view_.word_size() && !step.is_conditional();
    if (!is_entry) return index;
    // A search for where the table may be must not use up what is left for the rest.
    constexpr std::size_t enough = 8000;
    std::size_t saved = steps_left_;
    steps_left_ = std::min(saved, enough);
    Values entries = made(place, step, depth + 1);
    bool is_told = steps_left_ > 0 && !entries.empty();
    std::size_t used = std::min(saved, enough) - steps_left_;
    steps_left_ = saved > used ? saved - used : 1;
    // On some ways the index may be a number.
    auto is_known = [](const Value& v) { return v.entry_size != 0 || v.origin == Origin::number; };
    return is_told && std::ranges::all_of(entries, is_known) ? entries : index;
  }
  return index;
}

std::vector<Value> Trace::sums(Place place, const Step& step, unsigned depth) {
  Value none;
  Values firsts{none}, seconds{none};
  if (step.first != no_register) firsts = values_of({place, step.first}, depth);
  // An index; what matters of it is its bound.
  bool is_scaled = step.shift != 0 || step.second_size != 0;
  if (step.second != no_register && is_scaled)
    seconds = scaled({place, step.second}, depth);
  else if (step.second != no_register)
    seconds = values_of({place, step.second}, depth);
  Values all;
  Value added = number(static_cast<std::uint64_t>(step.number));
  for (Value second : seconds) {
    if (second.origin == Origin::number) {
      second = number(extended(second.number, step) << step.shift);
    } else {
      second.shift = static_cast<std::uint8_t>(second.shift + step.shift);
    }
    if (second.entry_size != 0 && second.entry_size == step.second_size)
      second.is_signed = step.second_is_signed;
    for (const Value& first : firsts) {
      if (all.size() > value_limit) {
        steps_left_ = 0;
        return {};
      }
      Value sum = plus(plus(first, second), added);
      if (sum.origin == Origin::calculated && first.origin != Origin::number &&
          second.origin != Origin::number)
        sum.number = 0;
      all.push_back(sum);
    }
  }
  return all;
}

// In a program that no loader moves, MIPS's table of addresses is as the linker left it. What else
// lies there is taken for one only if code is near its value.
std::optional<std::uint64_t> Trace::entry_of_table(const Step& step, std::uint64_t place) const {
  bool is_near = global_pointer_ && place + 0x8000 - *global_pointer_ < 0x10000;
  if (!is_near || view_.kind() != CodeKind::mips || step.size != view_.word_size())
    return std::nullopt;
  if (view_.image().has_dynamic_section()) return std::nullopt;
  std::optional<std::uint64_t> value = view_.image().word_at(place);
  return value && view_.has_code_near(*value) ? value : std::nullopt;
}

std::vector<std::uint64_t> Trace::table_of_addresses() const {
  constexpr std::uint64_t reach = 0x8000;
  std::vector<std::uint64_t> words;
  if (!global_pointer_) return words;
  unsigned size = view_.word_size();
  std::uint64_t at = (*global_pointer_ - reach + size - 1) & ~std::uint64_t{size - 1};
  for (; at + reach < *global_pointer_ + 2 * reach; at += size) {
    std::optional<std::uint64_t> word = view_.image().word_at(view_.truncated(at));
    if (word && view_.has_code_near(*word)) words.push_back(*word);
  }
  return words;
}

// `address` is where the step loads from.
Value Trace::loaded(const Step& step, const Value& address) const {
  Value value = unknown(Origin::memory, {});
  if (address.origin == Origin::number) {
    std::optional<std::uint64_t> there = view_.constant(address.number, step.size);
    if (!there) there = entry_of_table(step, address.number);
    if (!there) {
      value.slot = address.number;
      return value;
    }
    value.origin = Origin::number;
    value.number = *there;
    value.literal = address.number;
    return value;
  }
  if (address.entry_size != 0 || !view_.is_loaded(address.number) || address.number == 0)
    return value;
  value.table = address.number;
  value.entry_size = step.size;
  value.is_signed = step.is_signed;
  value.index = address.held;
  value.index_shift = address.shift;
  return value;
}

// Empty: it is no variable whose values are known.
std::vector<Value> Trace::loaded_all(const Step& step, const Value& address) const {
  Values all;
  bool is_word = step.size == view_.word_size() && address.origin == Origin::number;
  if (variables_ == nullptr || !is_word) return all;
  std::optional<std::vector<std::uint64_t>> values = variables_->values(address.number);
  if (!values) return all;
  for (std::uint64_t value : *values) all.push_back(number(value));
  return all;
}

// Of two parts, which matters only where both are known.
std::vector<Value> Trace::merged(Place place, const Step& step, unsigned depth) {
  Values unknown_one{unknown(Origin::calculated, {place, step.to})};
  if (variables_ == nullptr) return unknown_one;
  Values all;
  for (const Value& first : values_of({place, step.first}, depth)) {
    for (const Value& second : values_of({place, step.second}, depth)) {
      if (first.origin != Origin::number || second.origin != Origin::number) return unknown_one;
      if (all.size() > value_limit) return unknown_one;
      all.push_back(number(view_.truncated(first.number | second.number << step.shift)));
    }
  }
  return all;
}

std::vector<Value> Trace::made(Place place, const Step& step, unsigned depth) {
  Held fresh{place, step.to};
  switch (step.effect) {
  case Effect::sum: return sums(place, step, depth);
  case Effect::load: {
    Values all;
    for (const Value& address : sums(place, step, depth)) {
      if (Values known = loaded_all(step, address); !known.empty()) {
        all.insert(all.end(), known.begin(), known.end());
        continue;
      }
      Value value = loaded(step, address);
      if (step.size < view_.word_size() && value.origin == Origin::memory && value.entry_size == 0)
        value.origin = Origin::calculated;
      all.push_back(value);
    }
    return all;
  }
  case Effect::high_half: {
    Values all;
    for (const Value& low : values_of({place, step.first}, depth)) {
      Value value = low;
      if (low.origin == Origin::number)
        value.number = (low.number & ~(std::uint64_t{0xFFFF} << step.shift)) |
                       static_cast<std::uint64_t>(step.number) << step.shift;
      else
        value = unknown(Origin::calculated, fresh);
      all.push_back(value);
    }
    return all;
  }
  // A pointer that was hidden was made as a whole before. No table is read that way.
  case Effect::exclusive: return {unknown(Origin::memory, fresh)};
  case Effect::choice: {
    Values all = values_of({place, step.first}, depth);
    for (const Value& value : values_of({place, step.second}, depth)) add(all, value);
    return all;
  }
  case Effect::merged: return merged(place, step, depth);
  case Effect::right_shift: return shifted_right(place, step, depth);
  default: return {unknown(Origin::calculated, fresh)};
  }
}

}  // namespace ashore::reach
