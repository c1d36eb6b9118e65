// SPDX-License-Identifier: Apache-2.0
// Goes through all that a program for ARM may execute, with what its registers, its stack and some
// of its variables surely hold, and takes no branch that cannot be taken: so that what the kernel
// says of the CPU decides which code is executed at all.
//
// What this trusts beside the descent's word (reach.h): nobody comes to a variable by calculating
// from the address of another one; calls keep the registers and the stack that the procedure call
// standard says; a function that gets no address into the stack of another does not write there.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <unordered_map>
#include <utility>
#include <vector>

#include "ashore/verify/execution_ground.h"
#include "ashore/verify/execution_state.h"
#include "ashore/verify/watched.h"

namespace ashore::verify {

// What getauxval answers: bits that are surely not set.
struct AskedBits {
  std::uint32_t hwcap = 0, hwcap2 = 0;
};

// What was seen of variables on the way.
struct SeenMemory {
  std::set<std::uint64_t> suspects;  // written near a question, or with its answer
  std::set<std::pair<std::uint64_t, std::uint64_t>>
      bases;                       // variable, and where it is counted from
  std::set<std::uint64_t> loaded;  // words that are read as a whole
};

class Execution {
 public:
  // Whether a call to that place asks getauxval.
  using IsQuestion = std::function<bool(CodeKey)>;

  Execution(const ExecutionGround& ground, const IsQuestion& is_question, AskedBits bits,
            Watched watched)
      : ground_(ground), is_question_(is_question), bits_(bits), watched_(std::move(watched)),
        executed_(ground.image()), is_first_look_(watched_.all().empty()) {}

  // False: it was given up.
  bool run();

  const CodeSet& executed() const { return executed_; }
  const Watched& watched() const { return watched_; }
  const SeenMemory& seen() const { return seen_; }

 private:
  struct Summary {
    bool returns = false;
    KnownValue first;             // r0
    std::uint32_t in_second = 0;  // variables whose address may be in r1
    std::set<CodeKey> callers;    // where to look again
  };
  // An instruction with all that it is described by.
  struct Here {
    CodeKey key = 0;
    flow::Step step;
    flow::ArmOperation operation;
    unsigned condition = 14;
    Truth is_met = Truth::yes;
  };

  void enter(CodeKey key, const ExecutionState& state);
  void enter_function(CodeKey key, const ExecutionState* caller);
  void look_from(CodeKey begin);
  void open_gates(CodeKey key, const ExecutionState& state);
  // Whether it goes on to the next instruction.
  bool pass(const Here& here, ExecutionState& state);
  bool pass_perhaps(const Here& here, ExecutionState& state);
  void settle(ExecutionState& state);
  Truth is_taken(const Here& here, ExecutionState& state) const;

  bool call(const Here& here, ExecutionState& state);
  void after_call(ExecutionState& state, const KnownValue& first, std::uint32_t in_second);
  void leave(const Here& here, ExecutionState& state);
  void jump(const Here& here, const ExecutionState& state);
  void returned(const ExecutionState& state, const KnownValue& first, std::uint32_t in_second);
  void returns_anything(CodeKey function);
  KnownValue answer(const KnownValue& item) const;

  void apply(const Here& here, ExecutionState& state);
  void apply_other(const Here& here, ExecutionState& state);
  void move_word(const flow::ArmOperation& operation, ExecutionState& state);
  void move_list(const flow::ArmOperation& operation, ExecutionState& state);
  void set_register(ExecutionState& state, flow::Register to, const KnownValue& value);
  KnownValue loaded(const KnownValue& address, unsigned size, const ExecutionState& state,
                    const KnownValue& base);
  void store(const KnownValue& address, unsigned size, const KnownValue& value,
             ExecutionState& state, const KnownValue& base, std::uint32_t may_point);
  void store_in_memory(std::uint32_t address, unsigned size, const KnownValue& value);
  void save(const KnownValue& address, const KnownValue& value, ExecutionState& state,
            const KnownValue& base);
  void note_base(std::uint32_t address, const KnownValue& base);
  bool is_place_lost(const Here& here, const ExecutionState& state) const;
  void share_stack(ExecutionState& state);

  const ExecutionGround& ground_;
  const IsQuestion& is_question_;
  AskedBits bits_;
  Watched watched_;
  SeenMemory seen_;
  // A condition that may be met, and what is so if it is.
  std::optional<std::pair<unsigned, ExecutionState>> perhaps_;
  CodeKey now_ = 0;  // where the piece began that is gone through
  std::unordered_map<CodeKey, ExecutionState> states_;
  std::unordered_map<CodeKey, unsigned> visits_;
  std::unordered_map<CodeKey, Summary> summaries_;
  std::set<CodeKey> queued_, unanswered_;
  std::vector<CodeKey> waiting_;
  CodeSet executed_;
  bool is_first_look_;  // nothing is watched yet
  std::uint64_t steps_ = 0;
};

}  // namespace ashore::verify
