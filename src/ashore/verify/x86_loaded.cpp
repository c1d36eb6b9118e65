// SPDX-License-Identifier: Apache-2.0
#include "ashore/verify/x86_loaded.h"

#include <set>
#include <utility>

namespace ashore::verify {

namespace {

// What a function keeps for its caller: rbx, rbp, r12 to r15 (x86-64 psABI, "Registers").
constexpr std::uint16_t kept = 0xf028;
// rdi, rsi, rdx, rcx, r8, r9; rax and rdx.
constexpr std::uint16_t arguments = 0x03c6, results = 0x0005;

class Loaded {
 public:
  Loaded(const X86Code& code, const FunctionRange& function) : code_(code), function_(function) {}

  bool follow_all(std::uint64_t load) {
    std::optional<isa::X86Effect> effect = code_.effect(load);
    if (!effect || !effect->loads_word || effect->is_optional) return false;
    begin(effect->to, load, load + effect->length);
    while (!to_do_.empty()) {
      Start start = to_do_.back();
      to_do_.pop_back();
      if (!follow(start)) return false;
    }
    return true;
  }
  std::vector<std::uint64_t> take() { return std::move(jumps_); }

 private:
  struct Start {
    unsigned reg = 0;
    std::uint64_t load = 0, next = 0;
  };

  void begin(unsigned reg, std::uint64_t load, std::uint64_t next) {
    if (seen_.emplace(reg, load).second) to_do_.push_back({reg, load, next});
  }

  // False: the register's value goes where it is not followed.
  bool use(const isa::X86Effect& effect, unsigned reg, std::uint64_t at) {
    if (effect.jumps_by == reg) {
      jumps_.push_back(at);
    } else if ((effect.reads >> reg & 1) != 0) {
      bool is_copy = effect.copied == reg && effect.copies_word && !effect.is_optional;
      if (is_copy) begin(effect.to, at, at + effect.length);
      return is_copy;
    }
    return true;
  }

  // Where execution goes on; nothing: that is not known. The last thing in a function is a call
  // that does not come back.
  std::optional<std::vector<std::uint64_t>> next(std::uint64_t at,
                                                 const isa::X86Instruction& instruction) const {
    std::uint64_t behind = at + instruction.length;
    switch (instruction.flow) {
    case isa::X86Flow::next: return std::vector{behind};
    case isa::X86Flow::branch:
      if (!instruction.target) return std::nullopt;
      return std::vector{behind, *instruction.target};
    case isa::X86Flow::jump:
      if (!instruction.target) return std::nullopt;
      return std::vector{*instruction.target};
    case isa::X86Flow::call:
      if (behind == function_.end) return std::vector<std::uint64_t>();
      return std::vector{behind};
    case isa::X86Flow::jump_through: {
      std::vector<std::uint64_t> targets = code_.table_targets(at, function_);
      if (targets.empty()) return std::nullopt;
      return targets;
    }
    case isa::X86Flow::ends: break;
    }
    return std::vector<std::uint64_t>();
  }

  // On all ways to where the register is written, or to a call that loses it.
  bool follow(const Start& start) {
    bool is_kept = (kept >> start.reg & 1) != 0;
    std::set<std::uint64_t> seen;
    std::vector<std::uint64_t> places = {start.next};
    while (!places.empty()) {
      std::uint64_t at = places.back();
      places.pop_back();
      if (!seen.insert(at).second) continue;
      if (at < function_.begin || at >= function_.end) return false;
      std::optional<isa::X86Effect> effect = code_.effect(at);
      std::optional<isa::X86Instruction> instruction = code_.instruction(at);
      if (!effect || !instruction || !use(*effect, start.reg, at)) return false;
      bool is_call = instruction->flow == isa::X86Flow::call;
      bool is_lost = (effect->writes >> start.reg & 1) != 0 && !effect->is_optional;
      if (is_lost || (effect->jumps_by == start.reg && !(is_kept && is_call))) continue;
      if (is_call && (arguments >> start.reg & 1) != 0) return false;
      if (returns(*instruction, *effect) && (is_kept || (results >> start.reg & 1) != 0))
        return false;
      if (is_call && !is_kept) continue;
      std::optional<std::vector<std::uint64_t>> onward = next(at, *instruction);
      if (!onward) return false;
      places.insert(places.end(), onward->begin(), onward->end());
    }
    if (is_kept) note_jumps_of_pads(start.reg);
    return true;
  }

  // And does not only stop.
  static bool returns(const isa::X86Instruction& instruction, const isa::X86Effect& effect) {
    constexpr unsigned rsp = 4;
    return instruction.flow == isa::X86Flow::ends && (effect.writes >> rsp & 1) != 0;
  }

  // Exceptions leave functions for places that nothing else leads to, with their registers.
  void note_jumps_of_pads(unsigned reg) {
    std::set<std::uint64_t> reached;
    std::vector<std::uint64_t> places = {function_.begin};
    while (!places.empty()) {
      std::uint64_t at = places.back();
      places.pop_back();
      if (at < function_.begin || at >= function_.end || !reached.insert(at).second) continue;
      std::optional<isa::X86Instruction> instruction = code_.instruction(at);
      if (!instruction) continue;
      std::vector<std::uint64_t> onward =
          next(at, *instruction).value_or(std::vector<std::uint64_t>());
      places.insert(places.end(), onward.begin(), onward.end());
    }
    for (std::uint64_t at = function_.begin; at < function_.end;) {
      std::optional<isa::X86Effect> effect = code_.effect(at);
      if (!effect) return;
      if (effect->jumps_by == reg && !reached.contains(at)) jumps_.push_back(at);
      at += effect->length;
    }
  }

  const X86Code& code_;
  const FunctionRange& function_;
  std::set<std::pair<unsigned, std::uint64_t>> seen_;
  std::vector<Start> to_do_;
  std::vector<std::uint64_t> jumps_;
};

}  // namespace

std::optional<std::vector<std::uint64_t>> jumps_by_loaded(const X86Code& code, std::uint64_t load) {
  const FunctionRange* function = code.function_at(load);
  if (function == nullptr) return std::nullopt;
  Loaded loaded(code, *function);
  if (!loaded.follow_all(load)) return std::nullopt;
  return loaded.take();
}

}  // namespace ashore::verify
