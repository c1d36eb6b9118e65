// SPDX-License-Identifier: Apache-2.0
#include "ashore/reach/walk.h"

#include <algorithm>
#include <utility>

#include "ashore/flow/convention.h"

namespace ashore::reach {

namespace {

// By the register or the place on the stack that returns go by. Through other values, a jump may
// also be one inside of its function.
bool returns_to_caller(const Step& step, Register link) {
  if (step.flow != Flow::jump_through) return false;
  bool is_copy = step.effect == Effect::sum && step.number == 0 && step.second == no_register;
  return step.stack_return || (is_copy && step.first == link);
}

// The number of the next call of the kernel, where it is put into its register just before.
class KernelCall {
 public:
  explicit KernelCall(CodeKind kind) : kind_(kind) {}

  bool ends_program(const Step& step) {
    Register number_register = flow::convention_of(kind_).number;
    if (step.calls_kernel) return !step.is_conditional() && flow::ends_program(kind_, number_);
    bool is_number = step.effect == Effect::sum && step.first == no_register &&
                     step.second == no_register && !step.is_conditional();
    if (is_number && step.to == number_register)
      number_ = static_cast<std::uint64_t>(step.number);
    else if ((step.writes >> number_register & 1) != 0)
      number_ = no_number;
    return false;
  }

 private:
  static constexpr std::uint64_t no_number = ~std::uint64_t{0};
  CodeKind kind_;
  std::uint64_t number_ = no_number;
};

}  // namespace

Walk::Walk(const CodeView& view)
    : view_(view), first_(view.image().code().empty() ? 0 : view.image().code().front().address),
      thumb_(view.image().code(), 2),
      wide_(view.image().code(), flow::convention_of(view.kind()).unit),
      data_(view.image().code(), 4), changes_(view.image().code()),
      runs_(1),     // run 0 stands for none
      waiters_(1),  // as does waiter 0
      parts_(view) {
  constexpr std::uint64_t doubts_per_byte = 8;
  for (const elf::CodeRange& range : view.image().code())
    doubts_left_ += doubts_per_byte * range.size;
}

void Walk::add_function(Place function, Level level) {
  push({function, {}, 0, Role::function, level, 0});
}

void Walk::add_root(Place root, Level level) { push({root, {}, 0, Role::root, level, 0}); }

void Walk::add_landing_pad(Place pad, Place function, Level level) {
  push({pad, function, run_at(function), Role::root, level, 0});
}

void Walk::add_branch(Place from, Place to, Level level) {
  // Who comes from a delayed jump comes from its slot.
  Place last = has_slot(from) ? Place{from.address + 4, from.kind} : from;
  push({to, last, run_at(from), Role::jump, level, 0});
}

void Walk::add_data(std::uint64_t address, std::uint64_t size, Level level) {
  for (std::uint64_t at = address & ~std::uint64_t{3}; at < address + size; at += 4) {
    if (view_.is_code(at) && data_.get(at) < level) data_.put(at, level);
  }
}

void Walk::push(const Item& item) {
  (queues_[static_cast<std::size_t>(item.level)]).push_back(item);
}

bool Walk::follow(Level lowest) {
  found_ = false;
  while (true) {
    std::size_t highest = queues_.size();
    while (highest > 0 && queues_[highest - 1].empty()) --highest;
    if (highest <= static_cast<std::size_t>(lowest)) return found_;
    Item item = queues_[highest - 1].back();
    queues_[highest - 1].pop_back();
    visit(item);
  }
}

void Walk::visit(const Item& item) {
  std::uint32_t entry = entry_of(item.place);
  std::uint32_t run = entry >> flag_bits;
  unsigned unit = flow::convention_of(item.place.kind).unit;
  bool is_said_data =
      view_.is_called_data(item.place.address) || view_.is_header(item.place.address);
  if (!view_.is_code(item.place.address) && !is_said_data) {
    if (item.role == Role::call) go_on_after_call(item);
    return;
  }
  if (is_said_data) {
    if (item.level >= Level::proven) disproves_sections_ = item.from;
    return;
  }
  bool is_refused = run == 0 && item.role == Role::root && item.level == Level::possible &&
                    is_disproved(item.place);
  if (run == 0 && !is_refused && item.place.address % unit == 0) run = decode_run(item);
  if (run == 0) {
    // Nothing there can return, but the call may be one that the linker left without a target.
    if (item.role == Role::call) go_on_after_call(item);
    return;
  }
  entry = entry_of(item.place);
  std::uint32_t before = entry;
  // What may be a pointer to the middle of known code says nothing about that code.
  if (item.role == Role::call || item.role == Role::function) entry |= function_flag;
  if (item.role == Role::jump) {
    entry |= joined_flag;
    branches_.push_back({packed(item.place), packed(item.from), item.level});
  }
  bool is_slot_alone = (entry & slot_flag) != 0 && (entry & plain_flag) == 0;
  if (is_slot_alone) entry |= plain_flag;
  map(item.place.kind).put(item.place.address, entry);
  if (entry != before || item.role == Role::jump) note_change(item.place, item.place);
  if (is_slot_alone)
    push({{item.place.address + 4, item.place.kind}, item.place, run, Role::next, item.level, 0});
  if (item.from_run != 0) link(item, run);
}

void Walk::link(const Item& item, std::uint32_t target) {
  if (runs_[target].returns) {
    if (item.role == Role::call)
      go_on_after_call(item);
    else
      set_returns(item.from_run);
    return;
  }
  Packed call = item.role == Role::call ? packed(item.from) : no_call;
  waiters_.push_back({item.from_run, call, runs_[target].waiters});
  runs_[target].waiters = static_cast<std::uint32_t>(waiters_.size() - 1);
}

// The instruction after a call is reached from the call's own run, and control comes there in
// sequence: no branch is noted.
void Walk::go_on_after_call(const Item& call) {
  Item next{
      {call.continuation, call.from.kind}, call.from, call.from_run, Role::next, call.level, 0};
  push(next);
}

void Walk::go_on_after_call(Place call, std::uint32_t run) {
  std::uint64_t behind = call.address + view_.step(call, false).length;
  push({{behind, call.kind}, call, run, Role::next, runs_[run].level, 0});
}

Place Walk::unpacked(Packed place) const {
  bool is_thumb = view_.is_arm() && (place & 1) != 0;
  return {first_ + (place & ~Packed{1}), is_thumb ? CodeKind::thumb : view_.kind()};
}

void Walk::set_returns(std::uint32_t run) {
  std::vector<std::uint32_t> returning{run};
  while (!returning.empty()) {
    std::uint32_t now = returning.back();
    returning.pop_back();
    if (runs_[now].returns) continue;
    runs_[now].returns = true;
    std::uint32_t waiter = std::exchange(runs_[now].waiters, 0);
    for (; waiter != 0; waiter = waiters_[waiter].next) {
      const Waiter& one = waiters_[waiter];
      if (one.call != no_call)
        go_on_after_call(unpacked(one.call), one.from_run);
      else
        returning.push_back(one.from_run);
    }
  }
}

std::uint32_t Walk::decode_run(const Item& item) {
  std::uint32_t id = static_cast<std::uint32_t>(runs_.size());
  std::size_t first_note = notes_.size(), first_taken = taken_.size();
  std::vector<std::pair<std::uint64_t, unsigned>> read;  // as data: address and size
  std::vector<Item> branches;
  bool returns = false;
  Place place = item.place, last = place;
  Step step;
  unsigned it_left = 0;
  bool falls_out = false;
  KernelCall kernel_call(item.place.kind);
  Register link = flow::convention_of(item.place.kind).link;
  known_addresses_ = 0;
  RunValues values(view_);
  while (true) {
    if (std::uint32_t entry = entry_of(place); entry != 0 && place != item.place) break;
    Step now = view_.step(place, it_left > 0);
    // A debugger may let it go on behind a trap, but nothing need be there.
    falls_out = is_refused(place, now, item.level);
    if (falls_out && runs_.size() != id && step.calls_kernel) step.flow = Flow::stop;
    if (falls_out) break;
    if (place == item.place) runs_.push_back({item.level, false, 0});
    step = now;
    last = place;
    map(place.kind).put(place.address, id << flag_bits | (it_left > 0 ? it_flag : 0));
    note_step(place, step, item.level);
    if (step.data_size != 0) read.emplace_back(step.data, step.data_size);
    if (std::optional<std::uint64_t> from = values.read_address(step))
      read.emplace_back(*from, step.size);
    values.pass(step);
    note_made(last, step, values, item.level);
    if (step.is_delayed) {
      last = {place.address + step.length, place.kind};
      Step slot = view_.step(last, false);
      enter_slot(last, id);
      note_step(last, slot, item.level);
      if (std::optional<std::uint64_t> from = values.read_address(slot))
        read.emplace_back(*from, slot.size);
      values.pass(slot);
      note_made(last, slot, values, item.level);
      kernel_call.ends_program(slot);
      place = last;
    }
    it_left = step.it_block != 0 ? step.it_block : it_left - (it_left > 0 ? 1 : 0);
    place.address += step.length;
    if (kernel_call.ends_program(step)) step.flow = Flow::stop;
    bool may_not_return = step.flow == Flow::call || step.flow == Flow::call_through;
    returns = returns || returns_to_caller(step, link);
    if (step.ends_run() || may_not_return) break;
    if (step.flow == Flow::jump)
      branches.push_back({{step.target, step.target_kind}, last, id, Role::jump, item.level, 0});
  }
  if (runs_.size() == id) return 0;
  found_ = true;
  note_change(item.place, place);
  if (falls_out && step.flow == Flow::stop) falls_out = false;
  if (falls_out && item.level != Level::possible) {
    // No path of a program ends in bytes that are no instruction: a call before did not return.
    runs_[id].level = Level::possible;
    for (std::size_t i = first_note; i < notes_.size(); ++i) notes_[i].level = Level::possible;
    for (std::size_t i = first_taken; i < taken_.size(); ++i) taken_[i].level = Level::possible;
  }
  if (runs_[id].level >= Level::proven) {
    has_proven_[static_cast<std::size_t>(item.place.kind)] = true;
    for (const auto& [address, size] : read) add_data(address, size, runs_[id].level);
  }
  for (Item& branch : branches) {
    branch.level = runs_[id].level;
    push(branch);
  }
  if (!falls_out) end_run(id, last, step);
  if (returns) set_returns(id);
  return id;
}

// Whatever is asked about a place looks at those beside it too.
void Walk::note_change(Place first, Place last) {
  constexpr std::uint64_t beside = 12;
  changes_.change(first.address - std::min(first.address, beside), last.address + beside);
}

bool Walk::is_refused(Place place, const Step& step, Level level) const {
  auto is_none = [&](Place at, const Step& one) {
    return one.length == 0 || (level == Level::possible && one.is_strange) ||
           // What is proven yields to what nothing was guessed of alone.
           (level < Level::proven && contradicts(at, one.length)) ||
           (level == Level::proven && is_known_data(at, one.length));
  };
  if (is_none(place, step)) return true;
  if (!step.is_delayed) return false;
  Place slot{place.address + step.length, place.kind};
  Step in_slot = view_.step(slot, false);
  return is_none(slot, in_slot) || in_slot.is_delayed || in_slot.flow != Flow::next;
}

void Walk::enter_slot(Place slot, std::uint32_t run) {
  std::uint32_t entry = entry_of(slot);
  entry = entry == 0 ? run << flag_bits | slot_flag : entry | slot_flag | plain_flag;
  map(slot.kind).put(slot.address, entry);
}

const Step& Walk::step(Place place) const {
  std::uint32_t entry = entry_of(place);
  constexpr std::uint32_t with_slot = 1;
  static_assert((with_slot & (it_flag | slot_flag | plain_flag)) == 0);
  // All that the answer depends on, beside the bytes.
  std::uint32_t flags = entry & (it_flag | slot_flag | plain_flag);
  if (place.kind == CodeKind::mips && has_slot(place)) flags |= with_slot;
  Remembered& one = remembered_[place.address / 2 % most_remembered];
  if (one.place == place && one.flags == flags) return one.step;
  one = {place, flags, made_step(place, entry)};
  return one.step;
}

Step Walk::made_step(Place place, std::uint32_t entry) const {
  Step here = view_.step(place, (entry & it_flag) != 0);
  if (here.is_delayed && has_slot(place)) {
    // What its slot is skipped by, it does at once.
    if (!here.is_likely) {
      here.flow = Flow::next;
      here.condition = Condition::always;
    }
    return here;
  }
  if ((entry & slot_flag) == 0) return here;
  Step jump = written({place.address - 4, place.kind});
  here.in_slot = true;
  here.flow = jump.flow;
  here.target = jump.target;
  here.target_kind = jump.target_kind;
  here.condition = jump.is_likely ? Condition::always : jump.condition;
  // The jump compared before the slot did anything.
  if (!jump.is_likely) {
    here.compares_itself = jump.compares_itself;
    here.compared = jump.compared;
    here.compared_to = jump.compared_to;
  }
  if ((entry & plain_flag) == 0) return here;
  here.condition = Condition::other;
  here.compares_itself = false;
  here.compared = no_register;
  return here;
}

// `step` is the last instruction of the run.
void Walk::end_run(std::uint32_t run, Place last, const Step& step) {
  Level level = runs_[run].level;
  Place next{last.address + step.length, last.kind};
  switch (step.flow) {
  case Flow::stop: return;
  case Flow::call:
    push({{step.target, step.target_kind}, last, run, Role::call, level, next.address});
    if (step.is_conditional()) push({next, last, run, Role::next, level, 0});
    return;
  case Flow::jump_through:
    if (!step.is_conditional()) return;
    break;
  default: break;
  }
  if (step.flow == Flow::jump && !step.is_conditional()) {
    push({{step.target, step.target_kind}, last, run, Role::jump, level, 0});
    return;
  }
  push({next, last, run, Role::next, level, 0});
}

void Walk::note_step(Place place, const Step& step, Level level) {
  if (!view_.is_arm()) return note_step_of_others(place, step, level);
  std::uint32_t known_before = known_addresses_;
  known_addresses_ &= ~step.writes;
  if (step.flow == Flow::jump_through || step.flow == Flow::call_through) {
    if (!step.stack_return) notes_.push_back({place, level});
    return;
  }
  bool has_first = step.first != no_register, has_second = step.second != no_register;
  bool is_number = step.effect == Effect::sum && !has_first && !has_second;
  if (is_number && (step.uses_pc || view_.has_fixed_addresses())) {
    std::uint64_t value = view_.truncated(static_cast<std::uint64_t>(step.number));
    if (step.uses_pc) known_addresses_ |= std::uint32_t{1} << step.to;
    if (view_.is_code(value)) taken_.push_back({value, place, level, 0});
  }
  if (step.data_size == view_.word_size() && step.effect == Effect::load) {
    if (std::optional<std::uint64_t> value = view_.constant(step.data, step.data_size))
      taken_.push_back({*value, place, level, step.data});
  }
  bool makes_address = step.effect == Effect::high_half && view_.has_fixed_addresses();
  if (step.effect == Effect::sum && !is_number && step.shift == 0 && step.first != 13) {
    bool moves_known =
        has_first && !has_second && step.number != 0 && (known_before >> step.first & 1) != 0;
    makes_address = step.uses_pc || moves_known;
  }
  if (makes_address) notes_.push_back({place, level});
}

// An address that is made of two parts in one run.
void Walk::note_made(Place place, const Step& step, const RunValues& values, Level level) {
  bool is_sum = step.effect == Effect::sum && step.to != no_register;
  if (view_.is_arm() || !is_sum) return;
  std::optional<std::uint64_t> made = values.held(step.to);
  if (!made) return;
  bool is_second_part = step.first != no_register && step.second == no_register;
  if (view_.is_code(*made) && is_second_part)
    taken_.push_back({*made, place, level, 0});
  else if (view_.is_loaded(*made) && !view_.is_code(*made))
    data_addresses_.push_back(*made);
}

void Walk::note_step_of_others(Place place, const Step& step, Level level) {
  const flow::Convention& convention = flow::convention_of(view_.kind());
  parts_.pass(step, convention.stack);
  if (step.flow == Flow::jump_through || step.flow == Flow::call_through) {
    if (!step.stack_return) notes_.push_back({place, level});
    return;
  }
  bool is_sum = step.effect == Effect::sum;
  bool is_number = is_sum && step.first == no_register && step.second == no_register;
  if (is_number) {
    std::uint64_t value = view_.truncated(static_cast<std::uint64_t>(step.number));
    bool is_address = step.uses_pc || view_.has_fixed_addresses();
    if (is_address && view_.is_code(value)) taken_.push_back({value, place, level, 0});
  }
  if (step.data_size == view_.word_size() && step.effect == Effect::load) {
    if (std::optional<std::uint64_t> value = view_.constant(step.data, step.data_size))
      taken_.push_back({*value, place, level, step.data});
  }
  bool sets_global = is_sum && step.to == convention.global && step.to != no_register;
  bool makes_whole = step.effect == Effect::high_half && view_.has_fixed_addresses();
  if (sets_global || makes_whole) notes_.push_back({place, level});
}

}  // namespace ashore::reach
