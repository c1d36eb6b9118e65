// SPDX-License-Identifier: Apache-2.0
// Where jumps through values lead: pointers, tables of addresses or distances, and code that is
// entered in its middle by a calculated distance.
//
// A pointer that was loaded from memory, was given by a caller or came back from a call is one
// whose value was made as a whole somewhere: by a relocation, as a word of the file, or by
// instructions that were seen. All those places are roots already, so such a jump leads nowhere
// new. What is calculated at the jump itself is an address that nobody has seen, and it must be
// understood, or the descent is open there.
#include <algorithm>

#include "ashore/flow/convention.h"
#include "ashore/reach/descent.h"
#include "ashore/reach/division.h"

namespace ashore::reach {

namespace {

constexpr std::uint64_t entry_limit = 65536;

std::uint64_t sign_extended(std::uint64_t value, unsigned size) {
  unsigned shift = 64 - 8 * size;
  return static_cast<std::uint64_t>(static_cast<std::int64_t>(value << shift) >> shift);
}

}  // namespace

// How the code at a target is read: most jumps look at the lowest bit.
std::optional<Place> Descender::target_of(const Note& note, const Step& step,
                                          std::uint64_t target) const {
  if (!step.keeps_kind && step.table_index == no_register) return view_.place_of(target);
  if (note.place.kind == CodeKind::thumb) target &= ~std::uint64_t{1};
  return Place{target, note.place.kind};
}

void Descender::branch_to(const Note& note, const Step& step, std::uint64_t target, Level level) {
  target = view_.truncated(target);
  auto [known, is_new] = branches_.try_emplace(std::pair(note.place.address, target), level);
  if (!is_new && known->second >= level) return;
  known->second = level;
  std::optional<Place> place = target_of(note, step, target);
  if (!place || !view_.is_code(place->address)) return;
  if (step.flow == Flow::call_through)
    walk_.add_function(*place, level);
  else
    walk_.add_branch(note.place, *place, level);
  changed_ = true;
}

// Entries are distances in halfwords from the table, never negative, and code follows the table:
// where the nearest target begins, the table has ended.
void Descender::look_at_table_branch(const Note& note, const Step& step) {
  std::uint64_t table = note.place.address + step.length;
  std::uint64_t end = ~std::uint64_t{0};
  std::optional<Bound> highest = trace_.bound({note.place, step.table_index}, Condition::always);
  std::vector<std::uint64_t> targets;
  std::uint64_t place = table;
  for (; place < end && targets.size() < entry_limit; place += step.size) {
    if (highest && targets.size() > highest->highest) break;
    std::optional<std::uint64_t> entry = view_.constant(place, step.size);
    if (!entry) break;
    std::uint64_t target = table + 2 * *entry;
    if (target <= place) break;  // the table is there: a byte to fill up
    end = std::min(end, target);
    targets.push_back(target);
  }
  Level level = Level::possible;
  if (highest)
    level = note.level;
  else if (place == end)
    level = std::min(note.level, Level::proven);
  for (std::uint64_t target : targets) branch_to(note, step, target, level);
  if (note.level >= Level::proven) walk_.add_data(table, place - table, note.level);
}

void Descender::look_at_jump(const Note& note, const Step& step) {
  if (std::vector<std::uint64_t> steps = division_steps(view_, note.place); !steps.empty()) {
    for (std::uint64_t target : steps) branch_to(note, step, target, note.level);
    return;
  }
  std::vector<Value> values = trace_.made_by(note.place);
  if (values.empty()) open_at(note.place, "too many values may be jumped to");
  for (const Value& value : values) jump_to_value(note, step, value);
}

void Descender::jump_to_value(const Note& note, const Step& step, const Value& value) {
  if (value.origin == Origin::number) {
    // Nobody calls what the linker left empty, though a file's headers may lie there.
    if (step.flow == Flow::call_through && value.number == 0) return;
    if (step.flow == Flow::call_through) {
      add(value.number, note.level, {note.place.address, value.literal});
    } else {
      branch_to(note, step, value.number, note.level);
    }
    return;
  }
  if (value.entry_size != 0) return jump_by_table(note, step, value);
  if (value.is_whole() && value.origin != Origin::calculated)
    return jump_to_pointer(note, step, value);
  if (!value.is_whole() && view_.is_code(view_.truncated(value.number)))
    return jump_by_distance(note, step, value);
  open_jump(note, "jump to a calculated address");
}

void Descender::open_jump(const Note& note, const char* why) {
  if (!jump_by_variables(note)) open_at(note.place, why);
}

// A distance or the parts of an address that lie in variables: which values belong together is not
// asked, so what they lead to is possible. Any code may store there, so this is asked again.
bool Descender::jump_by_variables(const Note& note) {
  look_->asks_for_data = true;
  if (!variables_ || variables_time_ != walk_.changes().now()) variables_.emplace(walk_);
  variables_time_ = walk_.changes().now();
  std::vector<Value> values = trace_.made_with(*variables_, note.place);
  auto is_number = [](const Value& value) { return value.origin == Origin::number; };
  if (values.empty() || !std::ranges::all_of(values, is_number)) return false;
  for (const Value& value : values)
    add_pointer(value.number, Level::possible, {note.place.address, 0});
  return true;
}

void Descender::jump_to_pointer(const Note& note, const Step& step, const Value& value) {
  constexpr Register link = 14;
  bool stays_thumb =
      view_.is_arm() && step.keeps_kind && note.place.kind == CodeKind::thumb && step.first != link;
  drops_thumb_bit_ = drops_thumb_bit_ || value.has_thumb_bit_set || stays_thumb;
  bool returns = !value.slot || !no_return_.contains(*value.slot);
  if (step.flow == Flow::jump_through && returns) walk_.leaves_function(note.place);
}

void Descender::jump_by_table(const Note& note, const Step& step, const Value& value) {
  bool holds_pointers =
      value.entry_size == view_.word_size() && value.shift == 0 && value.number == 0;
  // The condition of the jump itself tells about flags of just before only if it loads by itself.
  bool loads_itself = step.effect == Effect::load;
  std::optional<Bound> highest = trace_.bound_of_index(
      value.index, loads_itself ? step.condition : Condition::always, note.place);
  // Tables that the loader relocates cannot be read here: their entries are roots.
  bool is_relocated = !view_.constant(value.table, value.entry_size);
  if (holds_pointers && (!highest || is_relocated)) return jump_to_pointer(note, step, value);
  bool is_readable = value.entry_size == std::uint64_t{1} << value.index_shift;
  if (!highest && is_readable && !view_.is_arm()) return jump_by_open_table(note, step, value);
  jump_by_entries(note, step, value, highest);
}

// Nothing is compared where a switch knows all its cases. The table ends at the latest where the
// next thing begins whose address is made; what is read beyond that leads to code that may be
// reached, but from elsewhere: as ways of this jump, such guesses would spoil what is known there.
void Descender::jump_by_open_table(const Note& note, const Step& step, const Value& value) {
  constexpr std::uint64_t most = 4096, most_sure = 256;
  look_->asks_for_next = true;
  std::uint64_t next = walk_.next_data(value.table);
  next = std::min(next, value.table + most_sure * value.entry_size);
  // A switch leads to its own function, by the tables for exceptions.
  const std::vector<std::uint64_t>& functions = unwind_.functions;
  auto behind = std::ranges::upper_bound(functions, note.place.address);
  std::uint64_t begin = behind == functions.begin() ? 0 : *std::prev(behind);
  std::uint64_t end = behind == functions.end() ? ~std::uint64_t{0} : *behind;
  std::uint64_t place = value.table;
  for (std::uint64_t i = 0; i < most; ++i, place += value.entry_size) {
    std::optional<std::uint64_t> entry = view_.constant(place, value.entry_size);
    if (!entry) break;
    std::uint64_t distance = value.is_signed ? sign_extended(*entry, value.entry_size) : *entry;
    std::uint64_t target = view_.truncated(value.number + (distance << value.shift));
    std::optional<Place> code = target_of(note, step, target);
    if (!code || view_.step(*code, false).length == 0) break;
    if (code->address < begin || code->address >= end) next = std::min(next, place);
    if (place < next)
      branch_to(note, step, target, std::min(note.level, Level::certain));
    else if (!walk_.is_known(*code))
      add_pointer(target, Level::possible);
  }
  if (place == value.table) open_at(note.place, "jump by a table without a known end");
}

// Where a switch knows all its cases, nothing is compared. Every entry that there is leads to code,
// and no code lies within the table: it has surely ended where an entry leads nowhere, or where the
// nearest code behind it begins that any entry leads to. What was read beyond its end is possible
// at most.
void Descender::jump_by_entries(const Note& note, const Step& step, const Value& value,
                                std::optional<Bound> highest) {
  std::uint64_t end = ~std::uint64_t{0};
  std::vector<std::uint64_t> targets;
  std::uint64_t place = value.table;
  std::uint64_t stride = std::uint64_t{1} << value.index_shift;
  if (stride == 1 && highest) {  // the index counts bytes already
    stride = value.entry_size;
    highest->highest /= stride;
  }
  bool is_last = false;
  for (; place < end && targets.size() < entry_limit && !is_last; place += stride) {
    std::optional<std::uint64_t> entry = view_.constant(place, value.entry_size);
    if (!entry) break;
    std::uint64_t distance = value.is_signed ? sign_extended(*entry, value.entry_size) : *entry;
    std::uint64_t target = view_.truncated(value.number + (distance << value.shift));
    std::optional<Place> code = target_of(note, step, target);
    if (!code || view_.step(*code, false).length == 0) break;
    if (code->address > place) end = std::min(end, code->address);
    targets.push_back(target);
    is_last = highest && targets.size() > highest->highest;
  }
  // Entries that are read in another rhythm than they have are not understood.
  if (stride != value.entry_size || targets.empty() || targets.size() == entry_limit)
    return open_at(note.place, "jump by a table without a known end");
  Level level = Level::possible;
  if (is_last && highest->is_exact)
    level = note.level;
  else if (is_last || place == end)
    level = std::min(note.level, Level::proven);
  for (std::uint64_t target : targets) branch_to(note, step, target, level);
  if (level >= Level::proven) walk_.add_data(value.table, place - value.table, level);
}

// A mask bounds an index, and the cases may be fewer: where all that it can choose are branches,
// they are the cases.
bool Descender::are_all_jumps(const Note& note, std::uint64_t first, std::uint64_t highest) const {
  for (std::uint64_t i = 0; i <= highest; ++i) {
    Step step = view_.step({view_.truncated(first + 4 * i), note.place.kind}, false);
    if (step.flow != Flow::jump || !step.ends_run() || step.length != 4) return false;
  }
  return true;
}

void Descender::jump_by_distance(const Note& note, const Step& step, const Value& value) {
  std::optional<Bound> highest = trace_.bound_of_index(value.held, step.condition, note.place);
  // Divisions are entered where as many steps are left as there are bits: the way there tells how
  // far at most. Nobody jumps back before the jump itself that way.
  std::optional<std::uint64_t> around;
  if (!highest) around = trace_.magnitude(value.held);
  if (around) highest = Bound{*around, false};
  // Nobody unrolls that much: it is the entry of a table that was not found.
  constexpr std::uint64_t most = 1024;
  if (!highest || highest->highest >= (view_.is_arm() ? entry_limit : most)) {
    open_jump(note, "jump over a distance without a known end");
    return;
  }
  // A distance that is not scaled counts bytes: only those to instructions are meant.
  std::uint64_t unit = value.shift != 0 ? 1 : flow::convention_of(note.place.kind).unit;
  bool is_island = value.shift == 2 && are_all_jumps(note, value.number, highest->highest);
  Level level = highest->is_exact || (is_island && !around) ? note.level : Level::possible;
  for (std::uint64_t i = 0; i <= highest->highest; i += unit)
    branch_to(note, step, value.number + (i << value.shift),
              i == 0 ? std::min(note.level, Level::proven) : level);
}

}  // namespace ashore::reach
