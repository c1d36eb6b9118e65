// SPDX-License-Identifier: Apache-2.0
#include "ashore/isa/scan.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "ashore/base/assert.h"
#include "ashore/isa/lanes.h"
#include "ashore/isa/x86.h"

namespace ashore::isa {

namespace {

Expected<Dialect> dialect_of(const Floor& floor, Mode mode) {
  switch (mode) {
  case Mode::a32:
  case Mode::thumb: return arm_dialect(floor, mode);
  case Mode::a64: return aarch64_dialect(floor);
  case Mode::mips: return mips_dialect(floor);
  case Mode::riscv: return riscv_dialect(floor);
  case Mode::x86_32:
  case Mode::x86_64: break;
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
  std::optional<Lanes> lanes;
  std::optional<X86Scanner> x86;
};

Scanner::Scanner(std::unique_ptr<State> state) : state_(std::move(state)) {}
Scanner::Scanner(Scanner&&) noexcept = default;
Scanner& Scanner::operator=(Scanner&&) noexcept = default;
Scanner::~Scanner() = default;

Expected<Scanner> Scanner::of(const Floor& floor, Mode mode) {
  bool is_x86_64 = floor.machine.arch == Arch::x86_64 && mode == Mode::x86_64;
  if (is_x86_64 || (floor.machine.arch == Arch::x86 && mode == Mode::x86_32)) {
    TRY_ASSIGN(X86Scanner x86, X86Scanner::of(floor));
    return Scanner(std::make_unique<State>(State{mode, std::nullopt, std::move(x86)}));
  }
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
  return Scanner(
      std::make_unique<State>(State{mode, Lanes(std::move(dialect), mode), std::nullopt}));
}

bool Scanner::visit(const Code& code, const Visitor& visitor) {
  ASHORE_ASSERT(code.mode == state_->mode, "a scanner is made for one mode");
  if (state_->x86) return state_->x86->visit(code, visitor);
  return state_->lanes->go(code, [&](Lane& lane, const Hit& hit) {
    return visitor(code.address + hit.offset, hit.length, lane.judge().needs()[hit.verdict]);
  });
}

Scan Scanner::scan_x86(const Code& code, std::size_t keep) {
  Scan scan;
  scan.bytes = code.bytes.size();
  visit(code, [&](std::uint64_t address, unsigned length, std::string_view needs) {
    ++scan.count;
    ++scan.by_needs[std::string(needs)];
    if (scan.hits.size() < keep)
      scan.hits.push_back({address, length, std::string(needs), text(code, address)});
    return true;
  });
  return scan;
}

Scan Scanner::scan(const Code& code, std::size_t keep) {
  ASHORE_ASSERT(code.mode == state_->mode, "a scanner is made for one mode");
  if (state_->x86) return scan_x86(code, keep);
  Scan scan;
  scan.bytes = code.bytes.size();
  // By the judge's number; strings would take longer than all the rest.
  std::map<Lane*, std::vector<std::size_t>> counts;
  Lane* last = nullptr;
  std::vector<std::size_t>* counted = nullptr;
  state_->lanes->go(code, [&](Lane& lane, const Hit& hit) {
    ++scan.count;
    if (last != &lane) last = &lane, counted = &counts[&lane];
    if (hit.verdict >= counted->size()) counted->resize(lane.judge().needs().size());
    ++(*counted)[hit.verdict];
    if (scan.hits.size() < keep) {
      std::uint64_t address = code.address + hit.offset;
      scan.hits.push_back(
          {address, hit.length, lane.judge().needs()[hit.verdict], text(code, address)});
    }
    return true;
  });
  for (auto& [lane, numbers] : counts) {
    for (std::size_t i = 0; i < numbers.size(); ++i)
      if (numbers[i] != 0) scan.by_needs[lane->judge().needs()[i]] += numbers[i];
  }
  return scan;
}

std::string Scanner::text(const Code& code, std::uint64_t address) const {
  if (state_->x86) return state_->x86->text(code, address);
  if (address < code.address || address - code.address >= code.bytes.size()) return "";
  Found found = encoding_at(code, static_cast<std::size_t>(address - code.address));
  return found.encoding ? state_->lanes->first().judge().text(*found.encoding, address) : "";
}

Expected<Scan> outside(const Code& code, const Floor& floor, std::size_t keep) {
  TRY_ASSIGN(Scanner scanner, Scanner::of(floor, code.mode));
  return scanner.scan(code, keep);
}

}  // namespace ashore::isa
