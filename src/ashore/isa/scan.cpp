// SPDX-License-Identifier: Apache-2.0
#include "ashore/isa/scan.h"

#include <array>
#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "ashore/base/assert.h"
#include "ashore/isa/judge.h"
#include "ashore/isa/sieve.h"
#include "ashore/isa/walk.h"

namespace ashore::isa {

namespace {

// Programs repeat themselves: most words have been seen before. A few hundred kilobytes, whatever
// the size of the code.
class Memory {
 public:
  std::uint16_t verdict(const Encoding& encoding, Judge& judge) {
    if (encoding.length == 2) return verdict_of_half(encoding, judge);
    Entry& entry = words_[encoding.word * 0x9e3779b1U >> (32 - bits)];
    if (!entry.used || entry.word != encoding.word)
      entry = {encoding.word, judge.verdict(encoding), true};
    return entry.verdict;
  }

 private:
  struct Entry {
    std::uint32_t word = 0;
    std::uint16_t verdict = 0;
    bool used = false;
  };
  static constexpr unsigned bits = 16;

  std::uint16_t verdict_of_half(const Encoding& encoding, Judge& judge) {
    Half& half = halves_[encoding.word & 0xffff];
    if (!half.used) half = {judge.verdict(encoding), true};
    return half.verdict;
  }

  struct Half {
    std::uint16_t verdict = 0;
    bool used = false;
  };
  std::vector<Entry> words_ = std::vector<Entry>(std::size_t{1} << bits);
  std::vector<Half> halves_ = std::vector<Half>(std::size_t{1} << 16);
};

Expected<Dialect> dialect_of(const Floor& floor, Mode mode) {
  switch (mode) {
  case Mode::a32:
  case Mode::thumb: return arm_dialect(floor, mode);
  case Mode::a64: return aarch64_dialect(floor);
  case Mode::mips: return mips_dialect(floor);
  case Mode::riscv: return riscv_dialect(floor);
  }
  return failure(ErrorKind::bug, "a mode without a dialect");
}

}  // namespace

std::vector<Mode> modes_of(Arch arch) {
  switch (arch) {
  case Arch::arm: return {Mode::a32, Mode::thumb};
  case Arch::aarch64: return {Mode::a64};
  case Arch::mips:
  case Arch::mips64: return {Mode::mips};
  case Arch::riscv32:
  case Arch::riscv64: return {Mode::riscv};
  default: return {};
  }
}

Failure unknown_baseline(const Floor& floor) {
  return failure(ErrorKind::bad_input,
                 fmt::format("instructions cannot be checked: the baseline '{}' of {} is not known",
                             floor.baseline, in_words(floor.machine.arch)));
}

struct Scanner::State {
  Mode mode;
  Judge judge;
  Memory memory;
  Sieve sieve;
};

Scanner::Scanner(std::unique_ptr<State> state) : state_(std::move(state)) {}
Scanner::Scanner(Scanner&&) noexcept = default;
Scanner& Scanner::operator=(Scanner&&) noexcept = default;
Scanner::~Scanner() = default;

Expected<Scanner> Scanner::of(const Floor& floor, Mode mode) {
  std::vector<Mode> modes = modes_of(floor.machine.arch);
  if (modes.empty())
    return failure(ErrorKind::bad_input,
                   fmt::format("instructions of this architecture are not checked: {}",
                               in_words(floor.machine.arch)));
  if (std::ranges::find(modes, mode) == modes.end())
    return failure(ErrorKind::bad_input,
                   fmt::format("code of another architecture than the floor's: {}",
                               in_words(floor.machine.arch)));
  TRY_ASSIGN(Dialect dialect, dialect_of(floor, mode));
  Judge judge(std::move(dialect), mode);
  Sieve sieve(mode, judge.suspects());
  return Scanner(std::make_unique<State>(State{mode, std::move(judge), {}, std::move(sieve)}));
}

bool Scanner::visit(const Code& code, const Visitor& visitor) {
  ASHORE_ASSERT(code.mode == state_->mode, "a scanner is made for one mode");
  const std::vector<std::string>& needs = state_->judge.needs();
  // What passes the sieve is mostly outside, and the memory knows most of that.
  auto look = [&](std::size_t at) {
    Found found = encoding_at(code, at);
    if (!found.encoding) return true;
    std::uint16_t verdict = state_->memory.verdict(*found.encoding, state_->judge);
    return verdict == 0 || visitor(code.address + at, found.length, needs[verdict]);
  };
  return walk(code, state_->sieve, look);
}

Scan Scanner::scan(const Code& code, std::size_t keep) {
  Scan scan;
  scan.bytes = code.bytes.size();
  std::map<std::string, std::size_t, std::less<>> counts;
  visit(code, [&](std::uint64_t address, unsigned length, std::string_view needs) {
    ++scan.count;
    auto counted = counts.find(needs);
    if (counted == counts.end()) counted = counts.emplace(needs, 0).first;
    ++counted->second;
    if (scan.hits.size() < keep)
      scan.hits.push_back({address, length, std::string(needs), text(code, address)});
    return true;
  });
  scan.by_needs.insert(counts.begin(), counts.end());
  return scan;
}

std::string Scanner::text(const Code& code, std::uint64_t address) const {
  if (address < code.address || address - code.address >= code.bytes.size()) return "";
  Found found = encoding_at(code, static_cast<std::size_t>(address - code.address));
  return found.encoding ? state_->judge.text(*found.encoding, address) : "";
}

Expected<Scan> outside(const Code& code, const Floor& floor, std::size_t keep) {
  TRY_ASSIGN(Scanner scanner, Scanner::of(floor, code.mode));
  return scanner.scan(code, keep);
}

}  // namespace ashore::isa
