// SPDX-License-Identifier: Apache-2.0
// Source of the encodings: musl 1.2, src/thread/arm/atomics.s and __set_thread_area.c.
#include "ashore/verify/guard_musl.h"

#include <algorithm>
#include <array>
#include <optional>
#include <set>
#include <vector>

#include "ashore/reach/run_values.h"

namespace ashore::verify {

namespace {

// The whole file, from __a_barrier_dummy to the literal behind the last function.
constexpr std::array<std::uint32_t, 39> atomics = {
    0xe12fff1e,                                                  // __a_barrier_dummy
    0xe92d500f, 0xe1a01000, 0xe1a0200d, 0xe59fc080, 0xeb000001,  // __a_barrier_oldkuser
    0xe8bd500f, 0xe12fff1e, 0xe12fff1c,                          //
    0xee070fba, 0xe12fff1e,                                      // __a_barrier_v6
    0xf57ff05b, 0xe12fff1e,                                      // __a_barrier_v7
    0xe1a03000, 0xe5920000, 0xe0530000, 0x05821000, 0xe12fff1e,  // __a_cas_dummy
    0xe1a03000, 0xee070fba, 0xe1920f9f, 0xe0530000, 0x01820f91,  // __a_cas_v6
    0x03300001, 0x0afffffa, 0xee070fba, 0xe12fff1e,              //
    0xe1a03000, 0xf57ff05b, 0xe1920f9f, 0xe0530000, 0x01820f91,  // __a_cas_v7
    0x03300001, 0x0afffffa, 0xf57ff05b, 0xe12fff1e,              //
    0xee1d0f70, 0xe12fff1e, 0xffff0fc0};                         // __a_gettp_cp15
constexpr std::uint64_t length = 4 * atomics.size();
// Counted from the beginning; the first three run on every core.
constexpr std::uint64_t barrier_dummy = 0, barrier_oldkuser = 4, cas_dummy = 0x34, gettp = 0x90;

constexpr std::uint32_t set_tls = 0xf0005;  // Linux, arch/arm/include/uapi/asm/unistd.h

std::optional<std::uint64_t> block_at(const CodeWords& code, std::uint64_t address) {
  std::uint32_t here = code.word(address).value_or(0);
  for (std::uint64_t i = 0; i < atomics.size(); ++i) {
    if (atomics[i] != here || address < 4 * i) continue;
    std::uint64_t begin = address - 4 * i, matching = 0;
    while (matching < atomics.size() && code.is(begin + 4 * matching, ~0U, atomics[matching]))
      ++matching;
    if (matching == atomics.size()) return begin;
  }
  return std::nullopt;
}

// What sets the pointers: its instructions on both sides of the test of HWCAP_TLS.
class Setter {
 public:
  Setter(const CodeWords& code, const References& references, std::uint64_t begin)
      : code_(code), references_(references), begin_(begin) {
    follow(begin, without_);
    if (tests_ == 1) follow(with_begin_, with_);
  }

  bool is_understood() const {
    if (tests_ != 1 || is_lost_ || !(makes_call(with_) || makes_call(without_))) return false;
    std::uint64_t last = std::max(*without_.rbegin(), *with_.rbegin());
    std::vector<Reference> into = references_.to(begin_ + 1, last + 1);
    return std::ranges::all_of(into, [this](const Reference& reference) {
      return with_.contains(reference.site) || without_.contains(reference.site);
    });
  }

  // Executed only where the bit is set.
  bool is_behind_test(std::uint64_t site) const {
    return with_.contains(site) && !without_.contains(site);
  }

  // Where the bit is clear, something is stored there at once.
  bool writes_over(std::uint64_t variable) const {
    reach::RunValues values(references_.view());
    for (std::uint64_t at = without_begin_; without_.contains(at); at += 4) {
      reach::Step step = references_.view().step({at, reach::CodeKind::a32}, false);
      std::uint32_t word = code_.word(at).value_or(0);
      bool is_store = (word & 0xfff00000) == 0xe5800000;  // str rN, [rM, #number]
      if (is_store && values.held(word >> 16 & 15) == variable - (word & 0xfff)) return true;
      if (step.flow != reach::Flow::next) return false;
      values.pass(step);
    }
    return false;
  }

 private:
  // "tst rN, #bit" of what was loaded right before; the kernel's word or its second byte.
  bool tests_bit(std::uint64_t branch) const {
    std::uint32_t tst = code_.word(branch - 4).value_or(0),
                  load = code_.word(branch - 8).value_or(0);
    bool is_word = (tst & 0xfff0ffff) == 0xe3100902 && (load & 0xfff00fff) == 0xe5900000;
    bool is_byte = (tst & 0xfff0ffff) == 0xe3100080 && (load & 0xfff00fff) == 0xe5d00001;
    return (is_word || is_byte) && (tst >> 16 & 15) == (load >> 12 & 15);
  }

  // Everything from there, but for the side of the test where the bit is set.
  void follow(std::uint64_t from, std::set<std::uint64_t>& seen) {
    constexpr std::size_t most = 400;
    std::vector<std::uint64_t> waiting{from};
    while (!waiting.empty()) {
      std::uint64_t at = waiting.back();
      waiting.pop_back();
      if (!seen.insert(at).second) continue;
      if (seen.size() > most) is_lost_ = true;
      if (is_lost_) return;
      Leads leads = references_.leads(at, isa::Mode::a32);
      bool is_branch = leads.has_target && !leads.is_call;
      std::uint32_t condition = code_.word(at).value_or(0) >> 28;
      if (is_branch && condition <= 1 && tests_bit(at)) {  // beq, bne
        if (&seen == &without_) ++tests_;
        with_begin_ = condition == 1 ? leads.target : at + leads.length;
        without_begin_ = condition == 1 ? at + leads.length : leads.target;
        waiting.push_back(&seen == &without_ ? without_begin_ : with_begin_);
        continue;
      }
      if (is_branch) waiting.push_back(leads.target);
      // Calls through values would lead we know not where.
      if (leads.goes_on) waiting.push_back(at + leads.length);
    }
  }

  // "ldr r7, =set_tls", or in two parts, and the call of the kernel.
  bool makes_call(const std::set<std::uint64_t>& sites) const {
    bool has_number = false, has_low = false, has_high = false, calls = false;
    for (std::uint64_t at : sites) {
      reach::Step step = references_.view().step({at, reach::CodeKind::a32}, false);
      std::uint32_t word = code_.word(at).value_or(0);
      has_number |= step.to == 7 && step.data_size == 4 && code_.is(step.data, ~0U, set_tls);
      has_low |= word == 0xe3a07005;   // mov r7, #5
      has_high |= word == 0xe387780f;  // orr r7, r7, #0xf0000
      calls |= word == 0xef000000;
    }
    return calls && (has_number || (has_low && has_high));
  }

  const CodeWords& code_;
  const References& references_;
  std::uint64_t begin_, with_begin_ = 0, without_begin_ = 0;
  unsigned tests_ = 0;
  bool is_lost_ = false;
  std::set<std::uint64_t> with_, without_;
};

bool runs_everywhere(std::uint64_t offset) {
  return offset == barrier_dummy || offset == barrier_oldkuser || offset == cas_dummy;
}

// The sites that make addresses within the block, if nothing else does and one function has all.
class Choice {
 public:
  Choice(const CodeWords& code, std::span<const reach::Made> made, std::uint64_t block)
      : code_(code), made_(made), block_(block) {
    auto first = std::ranges::lower_bound(made, block, {}, &reach::Made::to);
    auto last = std::ranges::lower_bound(made, block + length, {}, &reach::Made::to);
    for (const reach::Made& one : std::span(first, last))
      if (!runs_everywhere(one.to - block)) add(one);
  }

  bool is_clear() const { return is_clear_ && !sites_.empty() && pointers_.size() <= 1; }
  const std::vector<std::uint64_t>& sites() const { return sites_; }
  // What holds one of them from the beginning.
  const std::vector<std::uint64_t>& pointers() const { return pointers_; }

 private:
  void add(const reach::Made& one) {
    bool is_pointer = one.by == 0 && one.word != 0 && !code_.word(one.word);
    if (one.by != 0)
      sites_.push_back(one.by);
    else if (is_pointer && one.to == block_ + gettp)
      pointers_.push_back(one.word);
    else if (is_pointer || one.word == 0 || !is_literal(one))
      is_clear_ = false;
  }

  bool is_literal(const reach::Made& word) const {
    return std::ranges::any_of(made_, [&](const reach::Made& other) {
      return other.by != 0 && other.word == word.word && other.to == word.to;
    });
  }

  const CodeWords& code_;
  std::span<const reach::Made> made_;
  std::uint64_t block_;
  bool is_clear_ = true;
  std::vector<std::uint64_t> sites_, pointers_;
};

}  // namespace

bool is_chosen_by_musl(const Offender& offender, const Functions& functions) {
  constexpr std::array<std::string_view, 5> chosen = {
      "__a_barrier_v6", "__a_cas_v6", "__a_barrier_v7", "__a_cas_v7", "__a_gettp_cp15"};
  if (offender.function == nullptr || !functions.address_of("__a_cas_ptr")) return false;
  return std::ranges::find(chosen, functions.name(*offender.function)) != chosen.end();
}

bool is_set_by_musl(const Offender& offender, const CodeWords& code, const References& references,
                    std::span<const reach::Made> made) {
  if (offender.mode != isa::Mode::a32 || !references.has_view()) return false;
  std::optional<std::uint64_t> block = block_at(code, offender.address);
  if (!block) return false;
  std::vector<Reference> into = references.to(*block, *block + length);
  bool is_called = std::ranges::any_of(into, [&](const Reference& reference) {
    bool is_inside = reference.site >= *block && reference.site < *block + length;
    return !is_inside && !runs_everywhere(reference.target - *block);
  });
  Choice choice(code, made, *block);
  if (is_called || !choice.is_clear()) return false;
  Functions none;
  std::optional<std::uint64_t> begin = references.begin_of(choice.sites().front(), none);
  if (!begin) return false;
  Setter setter(code, references, *begin);
  if (!setter.is_understood()) return false;
  return std::ranges::all_of(choice.sites(),
                             [&](std::uint64_t site) { return setter.is_behind_test(site); }) &&
         std::ranges::all_of(choice.pointers(),
                             [&](std::uint64_t pointer) { return setter.writes_over(pointer); });
}

}  // namespace ashore::verify
