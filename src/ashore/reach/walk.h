// SPDX-License-Identifier: Apache-2.0
// Follows direct branches, calls and what comes after them. What lies behind jumps through values
// is for others to find: they are noted.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "ashore/reach/address_parts.h"
#include "ashore/reach/change_log.h"
#include "ashore/reach/code_view.h"
#include "ashore/reach/instruction_map.h"
#include "ashore/reach/reach.h"
#include "ashore/reach/run_values.h"

namespace ashore::reach {

// How sure it is that bytes are code.
enum class Level : std::uint8_t {
  possible,
  certain,
  proven,  // so sure that what contradicts it is wrong
  known    // nothing on the way there was guessed
};

// An instruction that jumps through a value, or makes an address out of several registers.
struct Note {
  Place place;
  Level level = Level::possible;
};

// An address that code has made of itself: from a number in the instruction or a literal.
struct Taken {
  std::uint64_t value = 0;
  Place by;
  Level level = Level::possible;
  std::uint64_t literal = 0;  // where it was loaded from; 0: it is in the instruction
};

// How control or a value comes from one instruction to the next.
struct Predecessor {
  Place place;
  bool taken = false;          // by its branch
  Level level = Level::known;  // that this way exists
};

class Walk {
 public:
  explicit Walk(const CodeView& view);

  // A function: nothing is known about what registers hold there.
  void add_function(Place function, Level level);
  // Whatever else is not reached by a branch.
  void add_root(Place root, Level level);
  // Where the unwinder goes on in a function that is known: if that returns, the function does.
  void add_landing_pad(Place pad, Place function, Level level);
  // Where an instruction that was noted leads to.
  void add_branch(Place from, Place to, Level level);
  // The instruction jumps to where its function was called from, or to another function.
  void leaves_function(Place from) { set_returns(run_at(from)); }
  // The bytes are read as data by code that is at least proven.
  void add_data(std::uint64_t address, std::uint64_t size, Level level);
  // Follows what is of this level or a higher one. Whether anything was found that was not known.
  bool follow(Level lowest);

  std::vector<Note> take_notes() { return std::move(notes_); }
  std::vector<Taken> take_taken() { return std::move(taken_); }

  // What is known about one instruction.
  bool is_known(Place place) const { return entry_of(place) != 0; }
  bool is_at_least(Level level, Place place) const;
  Level level(Place place) const { return runs_[run_at(place)].level; }
  bool is_function(Place place) const { return (entry_of(place) & function_flag) != 0; }
  bool is_joined(Place place) const { return (entry_of(place) & joined_flag) != 0; }
  // The instruction as it is written.
  Step written(Place place) const { return view_.step(place, (entry_of(place) & it_flag) != 0); }
  // What happens there: a jump that is delayed happens in its slot. Valid until the next question.
  const Step& step(Place place) const;
  // The condition on the flags under which the instruction as it is written does something.
  Condition condition(Place place) const;
  // All instructions from which control comes to this one, but for calls and returns; valid after
  // sort_branches.
  void predecessors(Place place, std::vector<Predecessor>& found) const;
  void sort_branches();

  // The bytes of an aligned word are an instruction, or a part of one, in code that is proven.
  bool is_proven_code(std::uint64_t address) const;
  bool has_proven(CodeKind kind) const { return has_proven_[static_cast<std::size_t>(kind)]; }
  // A place from where proven code leads into what section headers call data: one of them lies.
  std::optional<Place> disproves_sections() const { return disproves_sections_; }
  // What may be the two parts of addresses.
  AddressParts& parts() { return parts_; }
  // Where the next thing behind an address begins that code in sequence makes the address of;
  // valid after sort_branches.
  std::uint64_t next_data(std::uint64_t address) const;
  // Code that is proven reads these bytes as data.
  bool is_data(std::uint64_t address) const {
    return data_.get(address & ~std::uint64_t{3}) != Level::possible;
  }
  // Whether code of this kind contradicts what is proven about these bytes.
  bool contradicts(Place place, unsigned length) const;
  // Whether code of which nothing was guessed reads some of it as data.
  bool is_known_data(Place place, unsigned length) const;
  // Whether it contradicts what is proven to be instructions.
  bool contradicts_code(Place place, unsigned length) const;
  std::vector<Reached> reached() const;
  const CodeView& view() const { return view_; }
  // Where what the questions above are answered by has changed.
  ChangeLog& changes() { return changes_; }
  const ChangeLog& changes() const { return changes_; }
  // When next_data knew something new the last time.
  ChangeLog::Time last_new_data() const { return last_new_data_; }

 private:
  enum class Role : std::uint8_t {
    function,
    root,  // only a pointer leads there
    next,  // after a run, in sequence
    jump,  // by a branch
    call
  };
  struct Item {
    Place place;
    Place from;
    std::uint32_t from_run = 0;
    Role role = Role::root;
    Level level = Level::possible;
    std::uint64_t continuation = 0;  // of a call
  };
  struct Run {
    Level level = Level::possible;
    bool returns = false;
    std::uint32_t waiters = 0;
  };
  // Programs have many branches and calls, so their places are kept small: as a distance from where
  // code begins, with the bit of Thumb.
  using Packed = std::uint32_t;
  static constexpr Packed no_call = ~Packed{0};
  // Somebody who wants to know whether a run returns.
  struct Waiter {
    std::uint32_t from_run = 0;
    Packed call = no_call;  // to go on after; else it is a jump from the run
    std::uint32_t next = 0;
  };
  struct Branch {
    Packed to = 0, from = 0;
    Level level = Level::possible;
  };
  // `slot`: behind a delayed jump; `plain`: such an instruction is also reached without its jump.
  static constexpr std::uint32_t function_flag = 1, joined_flag = 2, it_flag = 4, slot_flag = 8,
                                 plain_flag = 16;
  static constexpr unsigned flag_bits = 5;

  const InstructionMap<std::uint32_t>& map(CodeKind kind) const {
    return kind == CodeKind::thumb ? thumb_ : wide_;
  }
  InstructionMap<std::uint32_t>& map(CodeKind kind) {
    return kind == CodeKind::thumb ? thumb_ : wide_;
  }
  std::uint32_t entry_of(Place place) const { return map(place.kind).get(place.address); }
  std::uint32_t run_at(Place place) const { return entry_of(place) >> flag_bits; }
  static std::uint64_t key(Place place) {
    return place.kind == CodeKind::thumb ? place.address | 1 : place.address;
  }

  Step made_step(Place place, std::uint32_t entry) const;
  Packed packed(Place place) const { return static_cast<Packed>(key(place) - first_); }
  Place unpacked(Packed place) const;
  void visit(const Item& item);
  bool is_disproved(Place root);
  bool is_possible(Place place) const;
  std::uint32_t decode_run(const Item& item);
  bool is_refused(Place place, const Step& step, Level level) const;
  bool has_slot(Place place) const {
    return (entry_of({place.address + 4, place.kind}) & slot_flag) != 0;
  }
  void enter_slot(Place slot, std::uint32_t run);
  void note_change(Place first, Place last);
  void note_step(Place place, const Step& step, Level level);
  void note_made(Place place, const Step& step, const RunValues& values, Level level);
  void note_step_of_others(Place place, const Step& step, Level level);
  void end_run(std::uint32_t run, Place last, const Step& step);
  void push(const Item& item);
  void link(const Item& item, std::uint32_t target);
  void go_on_after_call(const Item& call);
  void go_on_after_call(Place call, std::uint32_t run);
  void set_returns(std::uint32_t run);

  const CodeView& view_;
  std::uint64_t first_ = 0;  // address of code
  InstructionMap<std::uint32_t> thumb_, wide_;
  InstructionMap<Level> data_;
  ChangeLog changes_;
  // Whoever goes back along paths asks for the same instructions again and again.
  struct Remembered {
    Place place{~std::uint64_t{0}, CodeKind::a32};
    std::uint32_t flags = 0;
    Step step;
  };
  static constexpr std::size_t most_remembered = 1024;
  mutable std::vector<Remembered> remembered_ = std::vector<Remembered>(most_remembered);
  std::vector<Run> runs_;
  std::vector<Waiter> waiters_;
  std::array<std::vector<Item>, 4> queues_;  // by level
  std::vector<Branch> branches_;
  std::vector<std::uint64_t> data_addresses_;
  ChangeLog::Time last_new_data_ = 0;
  std::size_t sorted_branches_ = 0, sorted_data_addresses_ = 0;  // so many at the beginning
  std::vector<Note> notes_;
  std::vector<Taken> taken_;
  std::uint32_t known_addresses_ = 0;  // registers that hold a place of code in this run
  AddressParts parts_;                 // of machines other than ARM
  bool found_ = false;
  std::optional<Place> disproves_sections_;
  std::uint64_t doubts_left_ = 0;  // steps that may be spent on is_disproved
  std::array<bool, code_kinds> has_proven_{};
};

}  // namespace ashore::reach
