// SPDX-License-Identifier: Apache-2.0
#include "ashore/verify/x86_number_flow.h"

#include <algorithm>
#include <set>
#include <utility>

namespace ashore::verify {

namespace {

constexpr unsigned rax = 0, rdx = 2;
// What a called function need not keep (x86-64 psABI, "Registers").
constexpr std::uint32_t lost_in_calls = 0x0fc7;
// Of one system call; wrappers have some hundred callers.
constexpr std::size_t most_steps = 20'000;

// glibc makes setuid's call and its like in all threads: one writes down the call and its three
// arguments, and sends the signal 33 to the others, whose handler makes the same call. The struct
// is glibc's alone (xid_command in nptl/descr.h); so are both functions that read it, by that
// signal.
class SetxidFunctions {
 public:
  explicit SetxidFunctions(const X86Code& code) : code_(code) {}

  // Whether the number that is loaded there is of that struct.
  bool hold(std::uint64_t load) const {
    const FunctionRange* function = code_.function_at(load);
    std::optional<isa::X86Effect> number = code_.effect(load);
    if (function == nullptr || !number || number->loaded_at != 0) return false;
    return has_arguments_near(load, number->loaded_by) && uses_signal(*function);
  }

 private:
  bool has_arguments_near(std::uint64_t load, unsigned pointer) const {
    constexpr std::uint64_t most_bytes = 16;
    std::set<std::int64_t> loaded;
    std::uint64_t at = load;
    for (std::vector<std::uint64_t> earlier = code_.before(at);
         earlier.size() == 1 && load - earlier.front() <= most_bytes; earlier = code_.before(at)) {
      at = earlier.front();
      std::optional<isa::X86Effect> effect = code_.effect(at);
      if (!effect || effect->loaded_by != pointer) break;
      loaded.insert(effect->loaded_at);
    }
    return loaded == std::set<std::int64_t>{8, 16, 24};
  }

  // The handler looks whether it is that signal, from a thread's own process; the other one sends
  // it.
  bool uses_signal(const FunctionRange& function) const {
    constexpr std::int64_t signal = 33, si_tkill = -6;
    constexpr std::uint32_t tgkill = 234;
    std::set<std::int64_t> compared;
    bool sends = false, has_signal = false;
    for (std::uint64_t at = function.begin; at < function.end;) {
      std::optional<isa::X86Effect> effect = code_.effect(at);
      if (!effect) return false;
      if (effect->compared_with) compared.insert(*effect->compared_with);
      sends |= effect->number == tgkill;
      has_signal |= effect->number == signal && effect->to == rdx;
      at += effect->length;
    }
    return (compared.contains(signal) && compared.contains(si_tkill)) || (sends && has_signal);
  }

  const X86Code& code_;
};

class Walk {
 public:
  Walk(const X86Code& code, std::uint64_t site) : code_(code), setxid_(code) {
    site_.address = site;
    site_.mode = isa::Mode::x86_64;
    go_to(site, rax);
  }

  SystemCallSite done() && {
    while (!waiting_.empty() && !site_.is_open) {
      if (seen_.size() > most_steps) site_.is_open = true;
      auto [place, reg] = waiting_.back();
      waiting_.pop_back();
      come_from_everywhere(place, reg);
    }
    return std::move(site_);
  }

 private:
  // The number is in that register before the instruction there.
  void go_to(std::uint64_t place, unsigned reg) {
    if (seen_.emplace(place, reg).second) waiting_.emplace_back(place, reg);
  }

  void arrived(std::uint64_t number, std::uint64_t origin) {
    Arrival arrival{number, origin};
    if (std::ranges::find(site_.arrivals, arrival) == site_.arrivals.end())
      site_.arrivals.push_back(arrival);
  }

  static bool goes_on(const isa::X86Instruction& instruction) {
    return instruction.flow == isa::X86Flow::next || instruction.flow == isa::X86Flow::branch ||
           instruction.flow == isa::X86Flow::call;
  }

  // Fills the space behind what does not go on; nothing leads there.
  bool is_padding(std::uint64_t place) const {
    constexpr unsigned most = 16;
    for (unsigned count = 0; count < most; ++count) {
      std::optional<isa::X86Effect> effect = code_.effect(place);
      if (!effect || !effect->is_nop || code_.is_taken(place) || !code_.ways_to(place).empty())
        return false;
      bool is_left = false;
      for (std::uint64_t earlier : code_.before(place)) {
        std::optional<isa::X86Instruction> instruction = code_.instruction(earlier);
        is_left |= instruction && goes_on(*instruction);
        place = earlier;
      }
      if (!is_left) return true;
    }
    return false;
  }

  bool begins_function(std::uint64_t place) const {
    const FunctionRange* function = code_.function_at(place);
    return function != nullptr && function->begin == place;
  }

  void come_from_everywhere(std::uint64_t place, unsigned reg) {
    if (code_.is_taken(place)) {
      site_.is_open = true;
      return;
    }
    bool is_begin = begins_function(place), somehow = false;
    std::vector<std::uint64_t> earlier;
    if (!is_begin || is_fallen_into(place)) earlier = code_.before(place);
    for (std::uint64_t before : earlier) {
      std::optional<isa::X86Instruction> instruction = code_.instruction(before);
      if (!instruction || !goes_on(*instruction) || (!is_begin && is_padding(before))) continue;
      somehow = true;
      pass_back(before, *instruction, reg);
    }
    for (std::uint64_t source : code_.ways_to(place)) {
      somehow = true;
      go_to(source, reg);
    }
    // Into the middle of a function leads a table, or an exception; into a function that nobody
    // calls, nothing.
    if (!somehow && !is_begin) site_.is_open = true;
  }

  // Compilers end a function with a call that does not come back, and fill the space to the next.
  bool is_fallen_into(std::uint64_t function) const {
    const std::vector<FunctionRange>& all = code_.functions();
    auto own = std::ranges::lower_bound(all, function, {}, &FunctionRange::begin);
    if (own == all.begin()) return false;
    std::uint64_t end = std::prev(own)->end, at = end;
    while (at < function) {
      std::optional<isa::X86Effect> effect = code_.effect(at);
      if (!effect || !effect->is_nop) return true;
      at += effect->length;
    }
    std::vector<std::uint64_t> last = code_.before(end);
    return at != function || std::ranges::any_of(last, [&](std::uint64_t place) {
             std::optional<isa::X86Instruction> instruction = code_.instruction(place);
             return instruction->flow == isa::X86Flow::next ||
                    instruction->flow == isa::X86Flow::branch;
           });
  }

  void pass_back(std::uint64_t place, const isa::X86Instruction& instruction, unsigned reg) {
    std::optional<isa::X86Effect> effect = code_.effect(place);
    bool is_lost = instruction.flow == isa::X86Flow::call && (lost_in_calls >> reg & 1) != 0;
    if (!effect || is_lost) {
      site_.is_open = true;
      return;
    }
    bool is_written = (effect->writes >> reg & 1) != 0;
    if (!is_written || effect->is_optional) go_to(place, reg);
    if (is_written) follow(place, *effect, reg);
  }

  void follow(std::uint64_t place, const isa::X86Effect& effect, unsigned reg) {
    if (effect.to == reg && effect.number)
      arrived(*effect.number, place);
    else if (effect.to == reg && effect.low_byte && is_zero_before(place, reg))
      arrived(*effect.low_byte, place);
    else if (effect.to == reg && effect.copied != isa::X86Effect::none)
      go_to(place, effect.copied);
    else if (effect.to != reg || effect.loaded_by == isa::X86Effect::none || !setxid_.hold(place))
      site_.is_open = true;
  }

  // `xor eax, eax; mov al, 56`: the same register is cleared just before.
  bool is_zero_before(std::uint64_t place, unsigned reg) const {
    std::vector<std::uint64_t> earlier = code_.before(place);
    if (earlier.size() != 1 || !code_.ways_to(place).empty() || code_.is_taken(place)) return false;
    std::optional<isa::X86Effect> effect = code_.effect(earlier.front());
    return effect && effect->to == reg && effect->number == 0;
  }

  const X86Code& code_;
  SetxidFunctions setxid_;
  std::set<std::pair<std::uint64_t, unsigned>> seen_;
  std::vector<std::pair<std::uint64_t, unsigned>> waiting_;
  SystemCallSite site_;
};

}  // namespace

std::vector<SystemCallSite> system_call_sites(const X86Code& code) {
  std::vector<SystemCallSite> sites;
  for (std::uint64_t site : code.system_calls()) sites.push_back(Walk(code, site).done());
  return sites;
}

}  // namespace ashore::verify
