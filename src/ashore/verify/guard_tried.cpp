// SPDX-License-Identifier: Apache-2.0
#include "ashore/verify/guard_tried.h"

#include <algorithm>
#include <array>
#include <map>
#include <vector>

namespace ashore::verify {

namespace {

// The ways to set a handler whose first argument is the signal.
constexpr std::array<std::string_view, 5> names = {"sigaction", "__sigaction", "signal",
                                                   "bsd_signal", "__libc_sigaction"};

// mov r0, #4 in A32 and Thumb, mov w0, #4: SIGILL is 4 on all machines (asm-generic/signal.h).
bool passes_sigill(const CodeWords& code, std::uint64_t at, isa::Mode mode) {
  if (mode == isa::Mode::thumb) return code.half(at) == 0x2004;
  return code.is(at, ~0U, mode == isa::Mode::a64 ? 0x52800080 : 0xe3a00004);
}

// Whether it may put something else into the first register: what is not known does.
bool may_write_first(const CodeWords& code, std::uint64_t at, isa::Mode mode) {
  if (mode == isa::Mode::thumb) {
    std::uint32_t half = code.half(at).value_or(0);
    bool is_move_of_number = (half & 0xf800) == 0x2000;
    return !is_move_of_number || (half & 0x0700) == 0;
  }
  std::uint32_t word = code.word(at).value_or(0);
  if (mode == isa::Mode::a64) return (word & 31) == 0;
  // Data processing, loads and stores of A32 name their target there.
  bool is_plain = (word & 0x0c000000) <= 0x04000000 && (word & 0x0e000090) != 0x00000090;
  return !is_plain || (word & 0xf000) == 0;
}

}  // namespace

TriedUnderHandler::TriedUnderHandler(const CodeWords& code, const References& references,
                                     const Functions& functions)
    : code_(code), references_(references), functions_(functions) {
  if (!references.is_known()) return;
  for (std::string_view name : names) {
    std::optional<std::uint64_t> address = functions.address_of(name);
    if (!address) continue;
    for (const Reference& call : references.to(*address, *address + 2)) {
      const Function* function = functions.at(call.site);
      if (function != nullptr && sets_handler(*function, call.site))
        setters_.insert(function->begin);
    }
  }
  if (setters_.empty()) return;
  // Where execution may begin: what no function leads to, or what has its address taken.
  std::set<std::uint64_t> starts, called;
  for (const Function& function : functions.all())
    for (const Reference& into : references.to(function.begin, function.begin + 2))
      if (functions.at(into.site) != &function) called.insert(function.begin);
  for (const Function& function : functions.all()) {
    bool is_setter = setters_.contains(function.begin);
    if (!is_setter && !called.contains(function.begin)) starts.insert(function.begin);
  }
  std::set<std::uint64_t> before = led_to(starts, setters_);
  for (std::uint64_t function : led_to(setters_, {}))
    if (!before.contains(function)) only_after_.insert(function);
}

// Whether the first register is 4 where it calls: nothing writes to it in between, and no branch
// leads there.
bool TriedUnderHandler::sets_handler(const Function& function, std::uint64_t call) const {
  constexpr std::size_t most = 16;
  isa::Mode mode = references_.is_a64() ? isa::Mode::a64
                   : function.is_thumb  ? isa::Mode::thumb
                                        : isa::Mode::a32;
  std::vector<std::uint64_t> way = references_.instructions(function.begin, call, mode);
  if (way.empty() || way.back() != call) return false;
  for (std::size_t i = 1; i < std::min(most, way.size()); ++i) {
    std::uint64_t at = way[way.size() - 1 - i];
    if (passes_sigill(code_, at, mode)) return true;
    Leads leads = references_.leads(at, mode);
    if (leads.has_target || !leads.goes_on || may_write_first(code_, at, mode)) return false;
  }
  return false;
}

std::set<std::uint64_t> TriedUnderHandler::led_to(const std::set<std::uint64_t>& from,
                                                  const std::set<std::uint64_t>& never) const {
  std::map<std::uint64_t, std::vector<std::uint64_t>> ways;
  for (const Function& function : functions_.all()) {
    for (const Reference& into : references_.to(function.begin, function.end)) {
      const Function* caller = functions_.at(into.site);
      if (caller != nullptr && caller != &function) ways[caller->begin].push_back(function.begin);
    }
  }
  std::set<std::uint64_t> found = from;
  std::vector<std::uint64_t> waiting(from.begin(), from.end());
  while (!waiting.empty()) {
    std::uint64_t now = waiting.back();
    waiting.pop_back();
    for (std::uint64_t next : ways[now])
      if (!never.contains(next) && found.insert(next).second) waiting.push_back(next);
  }
  return found;
}

bool TriedUnderHandler::may_guard(const Offender& offender) const {
  if (offender.function == nullptr) return false;
  std::uint64_t function = offender.function->begin;
  return setters_.contains(function) ||
         (only_after_.contains(function) && !references_.is_taken(function));
}

}  // namespace ashore::verify
