// SPDX-License-Identifier: Apache-2.0
// What a register holds at a place, found by going back along all paths that lead there.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include "ashore/reach/variables.h"
#include "ashore/reach/walk.h"

namespace ashore::reach {

// Where a value is from, as far as it was followed.
enum class Origin : std::uint8_t {
  number,      // it is known
  memory,      // it was loaded as a whole
  caller,      // an argument, or what a call gave back
  calculated,  // something else
};

// A register just before an instruction.
struct Held {
  Place at;
  Register reg = no_register;
};

// number, or number + (something << shift).
struct Value {
  Origin origin = Origin::number;
  std::uint64_t number = 0;
  std::uint8_t shift = 0;
  std::uint64_t literal = 0;  // where the number, or a part of it, was loaded from; 0: nowhere
  std::optional<std::uint64_t> slot;  // where something that is whole was loaded from, if known
  bool has_thumb_bit_set = false;     // by an instruction that adds it to a whole address
  Held held;                          // something: what is here, unless it is an entry of a table

  // Something is an entry of the table at this address, if `entry_size` is not 0; `index` chooses
  // it, times 2 to the power of `index_shift`.
  std::uint64_t table = 0;
  std::uint8_t entry_size = 0, index_shift = 0;
  bool is_signed = false;
  Held index;

  bool is_whole() const {
    return origin != Origin::number && shift == 0 && number == 0 && entry_size == 0;
  }
};

// The highest value that a register can have.
struct Bound {
  std::uint64_t highest = 0;
  bool is_exact = true;  // compared with it; otherwise it may never be so high
};

class Trace {
 public:
  explicit Trace(const Walk& walk) : walk_(walk), view_(walk.view()) {
    for (const elf::CodeRange& range : view_.image().code())
      all_steps_left_ += steps_per_byte * range.size;
  }

  // All values that the register can have there. Empty: there are too many to tell.
  std::vector<Value> values(Held held) {
    return start([&] { return values_of(held, 0); });
  }
  // All values that the instruction there makes.
  std::vector<Value> made_by(Place place) {
    return start([&] { return made(place, Step(walk_.step(place)), 0); });
  }
  // Whether a question since the last call had too many answers, or too long ways to them.
  bool take_exhausted() { return std::exchange(is_exhausted_, false); }
  // Where all that lies which was looked at since the last call.
  Extent take_extent() { return std::exchange(extent_, {}); }
  // The same, where what some variables hold is known too.
  std::vector<Value> made_with(const Variables& variables, Place place) {
    variables_ = &variables;
    Values found = made_by(place);
    variables_ = nullptr;
    return found;
  }
  // What the register for a program's own data holds, wherever it is used.
  void set_global_pointer(std::optional<std::uint64_t> address) { global_pointer_ = address; }
  // The words around there that may be parts of addresses of code.
  std::vector<std::uint64_t> table_of_addresses() const;
  // How far from 0 a register can be on the straight way to an instruction, whatever its sign.
  std::optional<std::uint64_t> magnitude(Held held, unsigned depth = 0) const;
  // The highest value of a register before an instruction that is only executed if `condition`
  // holds. Empty: it was compared with nothing on some path.
  std::optional<Bound> bound(Held held, Condition condition, unsigned depth = 0);
  // The same of an index that is used by the jump at `jump`: an index that is made in the slot of a
  // branch is bounded only on one of its ways.
  std::optional<Bound> bound_of_index(Held held, Condition condition, Place jump);

 private:
  using Values = std::vector<Value>;
  template <class Find> Values start(Find find) {
    std::size_t most = std::min(step_limit, all_steps_left_);
    steps_left_ = most;
    known_.clear();
    Values found = most > 0 ? find() : Values();
    all_steps_left_ -= most - steps_left_;
    is_exhausted_ = is_exhausted_ || steps_left_ == 0;
    return steps_left_ == 0 ? Values() : found;
  }
  Values values_of(Held held, unsigned depth);
  Values made(Place place, const Step& step, unsigned depth);
  Values sums(Place place, const Step& step, unsigned depth);
  std::optional<std::uint64_t> entry_of_table(const Step& step, std::uint64_t place) const;
  Value loaded(const Step& step, const Value& address) const;
  Values loaded_all(const Step& step, const Value& address) const;
  Values merged(Place place, const Step& step, unsigned depth);
  Value plus(const Value& a, const Value& b) const;
  void settle(Value& value, Held held) const;

  std::optional<std::uint64_t> made_magnitude(Place place, const Step& step, unsigned depth) const;
  Values scaled(Held held, unsigned depth);
  Values shifted_right(Place place, const Step& step, unsigned depth);
  Values search(Held held, unsigned depth);
  void ways_to(Place place, std::vector<Predecessor>& found) const;

  struct Way;
  enum class Execution : std::uint8_t;
  std::optional<Way> before(const Way& way, const Predecessor& predecessor, const Step& step) const;
  Execution execution(const Way& way, const Predecessor& predecessor, const Step& step) const;

  struct Path;
  struct Pass {
    bool is_lost = false;  // the value is not bounded there
    bool is_exact = true;
  };
  std::optional<Bound> bound_from(std::vector<Path> waiting, unsigned depth);
  std::optional<std::uint64_t> pass_back(Path& path, const Step& step, unsigned depth, Pass& pass);
  std::optional<std::uint64_t> decide(Path& path, const Step& step, bool taken);
  std::optional<std::uint64_t> highest(Held held);
  std::optional<std::uint64_t> know(Path& path, Register reg, std::uint64_t limit) const;

  static constexpr std::size_t step_limit = 20000;
  // Of all questions together: hostile files have many, each with long answers.
  static constexpr std::size_t steps_per_byte = 8;
  static constexpr unsigned depth_limit = 8;
  static constexpr std::size_t value_limit = 64;
  const Walk& walk_;
  const CodeView& view_;
  const Variables* variables_ = nullptr;
  std::optional<std::uint64_t> global_pointer_;
  std::size_t steps_left_ = 0, all_steps_left_ = 1'000'000;
  std::unordered_map<std::uint64_t, Values> known_;  // of the question at hand
  mutable Extent extent_;
  bool is_exhausted_ = false;
};

}  // namespace ashore::reach
