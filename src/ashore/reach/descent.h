// SPDX-License-Identifier: Apache-2.0
// The descent itself: walks, looks at what was noted, and walks on from what that leads to, until
// nothing new is found.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "ashore/reach/distinct.h"
#include "ashore/reach/plausible.h"
#include "ashore/reach/trace.h"
#include "ashore/reach/unwind.h"
#include "ashore/reach/walk.h"

namespace ashore::reach {

// Where an address is from: the instruction that makes it, the word that holds it. 0: neither.
struct Source {
  std::uint64_t by = 0, word = 0;
  bool is_sum = false;  // of numbers that nothing is known to add
};

class Descender {
 public:
  Descender(const CodeView& view, UnwindTables unwind);

  // A function, or something else that is called, begins at this pointer, as sure as `level` says.
  void add(std::uint64_t pointer, Level level, Source source = {});
  // What may be the address of a function, or of a place inside of one.
  void add_pointer(std::uint64_t pointer, Level level, Source source = {});
  // The same if a function seems to begin there; else it is possible.
  void add_if_code(std::uint64_t pointer, Level level, Source source = {}) {
    likely_.push_back({pointer, level, {}, false, source});
  }
  // The same for an address that the loader surely makes: where it leads into the middle of other
  // code, that code is doubtful.
  void add_relocated(std::uint64_t pointer) {
    relocated_.push_back(pointer);
    likely_.push_back({pointer, Level::known, {}, true, {}});
  }

  // Words there are distances, and no pointers.
  void has_distances(std::uint64_t begin, std::uint64_t end) { distances_ = {begin, end}; }

  // The function whose address the loader puts there never returns.
  void never_returns(std::uint64_t slot) { no_return_.insert(slot); }

  // The program has paths that nobody could follow.
  void leave_open(const char* why) { open_for_good_ = why; }

  Descent run();

 private:
  struct Likely {
    std::uint64_t pointer = 0;
    Level level = Level::possible;
    std::optional<CodeKind> by;  // of the code that made it; empty: it lies in memory
    bool is_pointer = false;     // and no number that looks like one
    Source source;
  };

  Level level_of(const Likely& likely, Place place) const;
  bool is_function(const Likely& likely, Place place) const;
  bool reads_known_data(Place place) const;
  void note_made(std::uint64_t pointer, Source source);
  bool is_settled(std::size_t note) const;
  void look_again(std::size_t note);
  void add_root(std::uint64_t pointer, Level level, bool is_function);
  void follow(Level lowest);
  void add_words(Level lowest);
  void add_thumb_without_bit();
  void enter_landing_pads();
  void take(const Taken& taken);
  void add_offsets_from_bases();
  void settle_likely();
  void settle_known();
  bool is_open() const;
  std::vector<Leap> leaps() const;
  Descent result();

  void look_at(const Note& note);
  void look_at_address(const Note& note, const Step& step);
  void look_for_global_pointer();
  void add_sums_of_parts();
  void look_at_jump(const Note& note, const Step& step);
  void look_at_table_branch(const Note& note, const Step& step);

  // Each handles one value that a jump may go to.
  void jump_to_value(const Note& note, const Step& step, const Value& value);
  void jump_to_pointer(const Note& note, const Step& step, const Value& value);
  void jump_by_table(const Note& note, const Step& step, const Value& value);
  void jump_by_open_table(const Note& note, const Step& step, const Value& value);
  void jump_by_entries(const Note& note, const Step& step, const Value& value,
                       std::optional<Bound> highest);
  bool are_all_jumps(const Note& note, std::uint64_t first, std::uint64_t highest) const;
  void jump_by_distance(const Note& note, const Step& step, const Value& value);
  std::optional<Place> target_of(const Note& note, const Step& step, std::uint64_t target) const;
  void branch_to(const Note& note, const Step& step, std::uint64_t target, Level level);
  void open_at(Place place, const char* why);
  void open_jump(const Note& note, const char* why);
  bool jump_by_variables(const Note& note);

  const CodeView& view_;
  Walk walk_;
  Trace trace_;
  UnwindTables unwind_;
  FunctionStarts starts_;
  // What was found when a note was looked at last.
  struct Look {
    ChangeLog::Blocks blocks;
    ChangeLog::Time time = 0;
    bool is_open = false;
    bool is_final = false;       // looking again would find no less
    bool asks_for_data = false;  // what proven code reads as data
    bool asks_for_next = false;  // where the next thing lies whose address is made
  };
  std::vector<Note> notes_;
  std::optional<Variables> variables_;  // as of that time
  ChangeLog::Time variables_time_ = 0;
  std::vector<Look> looks_;                                  // of each note
  Look* look_ = nullptr;                                     // of the note at hand
  std::unordered_map<std::uint64_t, const char*> why_open_;  // of notes, by their address
  std::vector<Likely> likely_;                               // wait for what branches lead to
  std::vector<std::uint64_t> relocated_;
  std::vector<Taken> literals_;                // as do they
  Distinct<std::uint64_t> other_literals_;     // where numbers lie that are no addresses
  std::unordered_set<std::uint64_t> offsets_;  // literals that are added to something
  Distinct<std::uint64_t> numbers_;            // other literals
  Distinct<std::pair<std::uint64_t, std::uint64_t>> bases_;  // data whose address is made, where
  std::optional<std::uint64_t> global_pointer_;
  bool must_look_at_all_ = false, is_unfinished_ = false;
  std::unordered_map<std::uint64_t, Level> roots_;  // pointers
  Distinct<Made> made_;                             // and where they are from
  std::pair<std::uint64_t, std::uint64_t> distances_;
  std::map<std::pair<std::uint64_t, std::uint64_t>, Level> pads_;  // the same, of landing pads
  std::unordered_set<std::uint64_t> no_return_;  // slots of functions that never return
  std::map<std::pair<std::uint64_t, std::uint64_t>, Level> branches_;  // by both ends
  std::optional<std::uint64_t> starts_in_data_;  // a start of the program's in headers or the like
  bool changed_ = false;
  std::set<std::uint64_t> global_pointers_;  // that instructions make
  bool drops_thumb_bit_ = false;  // some jump stays in Thumb, whatever the lowest bit says
  std::vector<Open> open_;
  const char* open_for_good_ = nullptr;
};

}  // namespace ashore::reach
