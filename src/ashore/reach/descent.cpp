// SPDX-License-Identifier: Apache-2.0
#include "ashore/reach/descent.h"

#include <algorithm>
#include <functional>

#include "ashore/base/byte_reader.h"
#include "ashore/flow/convention.h"

namespace ashore::reach {

namespace {

constexpr std::size_t open_limit = 64;
constexpr unsigned round_limit = 200;

Source source_of(const Taken& taken) { return {taken.by.address, taken.literal}; }

}  // namespace

Descender::Descender(const CodeView& view, UnwindTables unwind)
    : view_(view), walk_(view), trace_(walk_), unwind_(std::move(unwind)),
      starts_(view, unwind_.functions) {
  trace_.set_global_pointer(view.global_pointer());
}

void Descender::add(std::uint64_t pointer, Level level, Source source) {
  note_made(pointer, source);
  add_root(pointer, level, true);
}

void Descender::add_pointer(std::uint64_t pointer, Level level, Source source) {
  note_made(pointer, source);
  add_root(pointer, level, false);
}

void Descender::note_made(std::uint64_t pointer, Source source) {
  std::uint64_t to = view_.is_arm() ? pointer & ~std::uint64_t{1} : pointer;
  if (view_.is_code(to)) made_.add({to, source.by, source.word, source.is_sum});
}

void Descender::add_root(std::uint64_t pointer, Level level, bool is_function) {
  std::uint64_t address = pointer & ~std::uint64_t{1};
  bool is_said_data = view_.is_header(address) || view_.is_called_data(address);
  if (is_said_data && is_function && level == Level::known) starts_in_data_ = address;
  if (!view_.is_code(address)) return;
  auto [known, is_new] = roots_.try_emplace(pointer, level);
  if (!is_new && known->second >= level) return;
  known->second = level;
  std::optional<Place> place = view_.place_of(pointer);
  if (!place) return;
  if (is_function)
    walk_.add_function(*place, level);
  else
    walk_.add_root(*place, level);
  changed_ = true;
}

// Nearly all bytes can be read as Thumb code, and Thumb code as A32: where both are possible, only
// the beginning of a function with a frame tells them apart.
bool Descender::is_function(const Likely& likely, Place place) const {
  if (walk_.contradicts(place, 2) || reads_known_data(place)) return false;
  bool is_thumb = place.kind == CodeKind::thumb;
  bool is_doubtful =
      likely.by ? place.kind != *likely.by : is_thumb || walk_.has_proven(CodeKind::thumb);
  // A pointer to an odd address in a section of code: nothing else is pointed to there.
  if (likely.is_pointer && is_thumb && starts_.knows_sections()) is_doubtful = false;
  return is_doubtful ? starts_.surely_includes(place) : starts_.includes(place);
}

// Whether the first instructions there run into what known code reads as data.
bool Descender::reads_known_data(Place place) const {
  constexpr unsigned most = 16;
  for (unsigned i = 0; i < most; ++i) {
    Step step = view_.step(place, false);
    if (step.length == 0 || walk_.is_known_data(place, step.length)) return true;
    bool may_not_return = step.flow == Flow::call || step.flow == Flow::call_through;
    if (step.ends_run() || may_not_return || step.calls_kernel) return false;
    place.address += step.length;
  }
  return false;
}

Level Descender::level_of(const Likely& likely, Place place) const {
  if (!is_function(likely, place)) return Level::possible;
  if (likely.level == Level::known && !starts_.is_known(place)) return Level::proven;
  return likely.level;
}

// Those that nobody need guess.
void Descender::settle_known() {
  if (view_.has_fixed_addresses()) {
    for (const Taken& taken : literals_) {
      bool is_address = taken.level == Level::known && !offsets_.contains(taken.literal);
      if (is_address)
        likely_.push_back({taken.value, taken.level, taken.by.kind, false, source_of(taken)});
    }
  }
  std::erase_if(likely_, [this](const Likely& likely) {
    std::optional<Place> place = view_.place_of(likely.pointer);
    bool is_known = place && level_of(likely, *place) == Level::known;
    if (is_known) add_pointer(likely.pointer, Level::known, likely.source);
    return is_known;
  });
}

// Branches go first: what they lead to says what a number cannot be.
void Descender::settle_likely() {
  for (const Likely& likely : std::exchange(likely_, {})) {
    std::optional<Place> place = view_.place_of(likely.pointer);
    if (!place) {
      add_pointer(likely.pointer, Level::possible, likely.source);
      continue;
    }
    add_pointer(likely.pointer, level_of(likely, *place), likely.source);
  }
  // A number that is added to a place is no address itself, though it may look like one.
  for (const Taken& taken : std::exchange(literals_, {}))
    if (!offsets_.contains(taken.literal)) take(taken);
  for (std::uint64_t literal : other_literals_.take()) {
    if (offsets_.contains(literal)) continue;
    numbers_.add(view_.constant(literal, view_.word_size()).value_or(0));
  }
}

// Distances of code from the global offset table (R_ARM_GOTOFF), as old compilers write them. What
// is made a base most often by adding to a place is that table, if no other entry tells.
void Descender::add_offsets_from_bases() {
  constexpr std::size_t most = 8;
  const std::vector<std::pair<std::uint64_t, std::uint64_t>>& found = bases_.sorted();
  std::vector<std::pair<std::ptrdiff_t, std::uint64_t>> bases;
  for (auto one = found.begin(); one != found.end();) {
    auto next = std::ranges::find_if(one, found.end(),
                                     [&](const auto& other) { return other.first != one->first; });
    if (next - one > 3) bases.emplace_back(next - one, one->first);
    one = next;
  }
  std::ranges::sort(bases, std::greater());
  if (bases.size() > most) bases.resize(most);
  if (view_.image().dynamic().got) bases.emplace_back(0, *view_.image().dynamic().got);
  for (const auto& [count, base] : bases) {
    for (std::uint64_t number : numbers_.sorted()) {
      std::uint64_t address = view_.truncated(number + base);
      // As for words: nobody comes to Thumb code by chance where there is none.
      bool is_thumb = view_.is_arm() && (address & 1) != 0;
      bool may_be = number != 0 && (!is_thumb || walk_.has_proven(CodeKind::thumb));
      if (may_be && view_.is_code(address)) add_pointer(address, Level::possible, {0, 0, true});
    }
  }
}

void Descender::take(const Taken& taken) {
  constexpr Register link = 14;
  Step step = walk_.step(taken.by);
  bool is_return_address = view_.is_arm() && taken.literal == 0 && step.to == link && step.uses_pc;
  if (is_return_address) {
    bool is_thumb = taken.by.kind == CodeKind::thumb;
    add(is_thumb ? taken.value | 1 : taken.value, taken.level, source_of(taken));
  }
  if (taken.level == Level::possible)
    add(taken.value, Level::possible, source_of(taken));
  else
    likely_.push_back({taken.value, taken.level, taken.by.kind, false, source_of(taken)});
}

// Code runs only where its function runs, so the pads of functions that nothing reaches wait.
void Descender::enter_landing_pads() {
  for (const LandingPad& pad : unwind_.landing_pads) {
    for (CodeKind kind : {view_.kind(), CodeKind::thumb}) {
      Place function{pad.function, kind}, place{pad.address, kind};
      if (!walk_.is_known(function) || !view_.is_code(place.address)) continue;
      Level level = walk_.level(function);
      auto [known, is_new] = pads_.try_emplace(
          std::pair(pad.function, pad.address << 3 | static_cast<unsigned>(kind)), level);
      if (!is_new && known->second >= level) continue;
      known->second = level;
      walk_.add_landing_pad(place, function, level);
      changed_ = true;
    }
  }
}

bool Descender::is_settled(std::size_t note) const {
  const Look& look = looks_[note];
  if (look.is_final) return true;
  if (look.time == 0 || look.asks_for_data || must_look_at_all_) return false;
  if (look.asks_for_next && walk_.last_new_data() >= look.time) return false;
  return !walk_.changes().has_changed(look.blocks, look.time);
}

void Descender::look_again(std::size_t note) {
  look_ = &looks_[note];
  *look_ = {};
  static_cast<void>(trace_.take_extent());
  static_cast<void>(trace_.take_exhausted());
  look_at(notes_[note]);
  Extent extent = trace_.take_extent();
  extent.include(notes_[note].place.address);
  look_->blocks = walk_.changes().blocks_of(extent);
  // More code is more ways, and more values.
  look_->is_final = trace_.take_exhausted() && look_->is_open;
  look_->time = walk_.changes().now();
  look_ = nullptr;
}

void Descender::look_at(const Note& note) {
  Step step = walk_.written(note.place);
  // Behind a call that does not return, constants are read as code.
  look_->asks_for_data = step.is_strange;
  if (step.is_strange && walk_.is_data(note.place.address)) return;
  if (step.table_index != no_register)
    look_at_table_branch(note, step);
  else if (step.flow == Flow::next)
    look_at_address(note, step);
  else
    look_at_jump(note, step);
}

void Descender::look_at_address(const Note& note, const Step& step) {
  std::vector<Value> values = trace_.made_by(note.place);
  bool is_needed = step.uses_pc || step.effect == Effect::high_half;
  bool is_lost = values.empty(), has_number = false;
  Register global = flow::convention_of(note.place.kind).global;
  bool sets_global = global != no_register && step.to == global;
  for (const Value& value : values) {
    if (value.literal != 0 && step.uses_pc) offsets_.insert(value.literal);
    if (value.origin == Origin::number) {
      has_number = true;
      std::uint64_t address = view_.truncated(value.number);
      if (sets_global) global_pointers_.insert(address);
      if (view_.is_code(address))
        take({address, note.place, note.level, 0});
      else if (step.uses_pc && view_.is_loaded(address))
        bases_.add({address, note.place.address});
      continue;
    }
    // A number that was put on the stack and comes back is beyond us.
    if (step.uses_pc && value.origin == Origin::memory && value.shift == 0 && value.entry_size == 0)
      is_lost = true;
  }
  // One that is conditional goes with a load that is so too: what was there before does not count.
  bool is_excused = step.is_conditional() && has_number;
  if (is_lost && is_needed && !is_excused)
    open_at(note.place, "an address is made from a number that was not found");
}

// Sums of parts that do not stand in one run: where they lead to code that is known, nothing is
// new.
void Descender::add_sums_of_parts() {
  if (view_.is_arm()) return;
  if (view_.kind() == CodeKind::mips)
    for (std::uint64_t word : trace_.table_of_addresses()) walk_.parts().add_first(word);
  std::vector<std::uint64_t> sums;
  walk_.parts().for_each_new_sum([&](std::uint64_t sum) {
    if (!walk_.is_known({sum, view_.kind()}) && view_.place_of(sum)) sums.push_back(sum);
  });
  for (std::uint64_t sum : sums) add_pointer(sum, Level::possible, {0, 0, true});
}

// If the program has one alone; what the dynamic section says goes first.
void Descender::look_for_global_pointer() {
  if (view_.global_pointer()) return;
  std::optional<std::uint64_t> only;
  if (global_pointers_.size() == 1) only = *global_pointers_.begin();
  must_look_at_all_ = must_look_at_all_ || only != global_pointer_;
  global_pointer_ = only;
  trace_.set_global_pointer(only);
}

void Descender::open_at(Place place, const char* why) {
  if (look_ != nullptr) {
    if (!look_->is_open) why_open_[place.address] = why;
    look_->is_open = true;
    return;
  }
  if (!open_.empty() && open_.back().address == place.address) return;
  if (open_.size() < open_limit) open_.push_back({place.address, why});
}

void Descender::follow(Level lowest) {
  std::size_t looked_at = notes_.size();
  for (unsigned round = 0; round < round_limit; ++round) {
    changed_ = walk_.follow(lowest);
    for (const Note& note : walk_.take_notes()) notes_.push_back(note);
    for (const Taken& taken : walk_.take_taken()) {
      if (taken.literal != 0 && view_.has_fixed_addresses() && view_.is_code(taken.value))
        literals_.push_back(taken);
      else if (taken.literal != 0)
        other_literals_.add(taken.literal);
      else
        take(taken);
    }
    looks_.resize(notes_.size());
    walk_.sort_branches();
    // What is new is looked at first; all the rest, as far as something changed there, once nothing
    // new comes of that.
    bool is_all = looked_at == notes_.size();
    walk_.changes().next();
    for (std::size_t i = is_all ? 0 : looked_at; i < notes_.size(); ++i)
      if (!is_settled(i)) look_again(i);
    if (is_all) must_look_at_all_ = false;
    looked_at = notes_.size();
    enter_landing_pads();
    look_for_global_pointer();
    if (changed_ || !is_all) continue;
    if (lowest == Level::known)
      settle_known();
    else
      settle_likely();
    if (lowest == Level::possible) add_sums_of_parts();
    if (lowest == Level::possible) add_offsets_from_bases();
    if (!changed_) {
      is_unfinished_ = false;
      return;
    }
  }
  is_unfinished_ = true;
}

// A program with fixed addresses needs no relocation for its pointers: any aligned word may be one
// that is not an instruction itself, nor a number that is added to something. A word is not taken
// for a pointer to Thumb code in a program that has none that is proven.
void Descender::add_words(Level lowest) {
  unsigned size = view_.word_size();
  bool has_thumb = walk_.has_proven(CodeKind::thumb);
  for (const elf::LoadedBytes& loaded : view_.image().loaded()) {
    ByteReader reader(loaded.bytes, view_.image().endian());
    bool is_code = view_.image().is_code(loaded.address);
    for (std::uint64_t at = (size - loaded.address % size) % size; at < loaded.bytes.size();
         at += size) {
      std::optional<std::uint64_t> word = reader.u32(at);
      if (size == 8) word = reader.u64(at);
      if (!word || !view_.is_code(*word & ~std::uint64_t{1})) continue;
      std::uint64_t place = loaded.address + at;
      bool is_distance = place >= distances_.first && place < distances_.second;
      if (view_.is_header(place) || is_distance) continue;
      bool is_thumb = view_.is_arm() && (*word & 1) != 0;
      if (!is_code && (!is_thumb || has_thumb))
        add_if_code(*word, Level::known, {0, place});
      else if (lowest == Level::known)
        continue;
      else if (!is_code || !(walk_.is_proven_code(place) || offsets_.contains(place)))
        add_pointer(*word, Level::possible, {0, place});
    }
  }
}

void Descender::add_thumb_without_bit() {
  std::vector<std::uint64_t> even;
  for (const auto& [pointer, level] : roots_) {
    if ((pointer & 1) == 0) even.push_back(pointer);
  }
  std::ranges::sort(even);
  for (std::uint64_t pointer : even) add_root(pointer | 1, Level::possible, false);
}

bool Descender::is_open() const {
  return is_unfinished_ || open_for_good_ != nullptr || std::ranges::any_of(looks_, &Look::is_open);
}

Descent Descender::run() {
  for (Level lowest : {Level::known, Level::certain}) {
    follow(lowest);
    if (!view_.has_fixed_addresses()) continue;
    add_words(lowest);
    follow(lowest);
  }
  // What may be code says something only where nothing else can be.
  if (is_open()) return result();
  follow(Level::possible);
  while (drops_thumb_bit_) {
    std::size_t before = roots_.size();
    add_thumb_without_bit();
    if (roots_.size() == before) break;
    follow(Level::possible);
  }
  return result();
}

std::vector<Leap> Descender::leaps() const {
  std::uint64_t bit = view_.has_marked_pointers() ? 1 : 0;
  std::vector<Leap> all;
  for (const auto& [ends, level] : branches_)
    all.push_back({ends.first & ~bit, ends.second & ~bit, false});
  constexpr unsigned kind_bits = 3;
  for (const auto& [ends, level] : pads_)
    all.push_back({ends.first & ~bit, ends.second >> kind_bits & ~bit, true});
  std::ranges::sort(all);
  return all;
}

Descent Descender::result() {
  for (std::size_t i = 0; i < notes_.size(); ++i)
    if (looks_[i].is_open) open_at(notes_[i].place, why_open_.at(notes_[i].place.address));
  if (is_unfinished_) open_at({}, "the paths did not come to an end");
  for (std::uint64_t function : unwind_.unread) {
    for (CodeKind kind : {view_.kind(), CodeKind::thumb}) {
      if (walk_.is_known({function, kind}))
        open_at({function, kind}, "its table for exceptions has an unknown form");
    }
  }
  if (open_for_good_ != nullptr) open_at({}, open_for_good_);
  if (walk_.parts().is_too_many()) open_at({}, "code is spread too far");
  if (!unwind_.is_understood) open_at({}, "the tables for exceptions have an unknown form");
  Descent descent;
  std::optional<Place> from = walk_.disproves_sections();
  if (!from && starts_in_data_) from = Place{*starts_in_data_, view_.kind()};
  if (from) {
    open_at(*from, "code leads into a section or a header that is said to be data");
    descent.enters_data = true;
  }
  for (std::uint64_t pointer : relocated_) {
    std::optional<Place> place = view_.place_of(pointer);
    if (!place || !walk_.contradicts_code(*place, 2)) continue;
    // The address of a place in Thumb code may lack its bit.
    if (!walk_.is_known({place->address, CodeKind::thumb}))
      open_at(*place, "a pointer leads into the middle of an instruction");
  }
  descent.code = walk_.reached();
  descent.made = made_.take();
  descent.leaps = leaps();
  descent.is_complete = open_.empty();
  std::ranges::sort(open_, {}, &Open::address);
  descent.open = std::move(open_);
  return descent;
}

}  // namespace ashore::reach
