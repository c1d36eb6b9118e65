// SPDX-License-Identifier: Apache-2.0
#include "ashore/toolchain/floor_options.h"

#include <array>

#include "ashore/target/compilers.h"
#include "ashore/target/names_of.h"
#include "ashore/toolchain/floor_table.h"
#include "ashore/toolchain/floor_values.h"

namespace ashore {

namespace {

Families family_of(Arch arch) {
  switch (arch) {
  case Arch::arm: return on_arm;
  case Arch::aarch64: return on_aarch64;
  case Arch::mips:
  case Arch::mips64: return on_mips;
  case Arch::riscv32:
  case Arch::riscv64: return on_riscv;
  case Arch::x86:
  case Arch::x86_64: return on_x86;
  case Arch::powerpc:
  case Arch::powerpc64: return on_powerpc;
  case Arch::loongarch64: return on_loongarch;
  }
  return 0;
}

bool fits(std::string_view name, std::string_view word) {
  if (name.ends_with('*')) return word.starts_with(name.substr(0, name.size() - 1));
  return name.ends_with('=') ? word.starts_with(name) : word == name;
}

// A name with a star is the less exact of two that are alike.
std::size_t exactness(const FloorRow& row) {
  return row.name.ends_with('*') ? 2 * row.name.size() - 2 : 2 * row.name.size() + 1;
}

const FloorRow* find_row(std::string_view word, Families family) {
  const FloorRow* best = nullptr;
  for (std::span<const FloorRow> rows : floor_tables()) {
    for (const FloorRow& row : rows) {
      if ((row.families & family) == 0 || !fits(row.name, word)) continue;
      if (best == nullptr || exactness(row) >= exactness(*best)) best = &row;
    }
  }
  return best;
}

FloorVerdict verdict_of(const FloorRow& row, std::string_view word, const TargetChoice& choice) {
  bool allowed = false;
  switch (row.rule) {
  case FloorRule::keep: return {FloorAnswer::kept, row.reason};
  case FloorRule::drop: return {FloorAnswer::gcc_only, row.reason};
  case FloorRule::leave: return {FloorAnswer::leaves, row.reason};
  case FloorRule::value:
    if (says_no_more_than_floor(word, choice)) return {FloorAnswer::said_already, row.reason};
    return {FloorAnswer::leaves, row.reason};
  case FloorRule::thumb:
    // Thumb before Thumb-2 has no floating point instructions.
    allowed = is_at_least(choice, is_soft(choice) ? "armv4t" : "armv7");
    break;
  case FloorRule::needs: allowed = has_all(choice, row.feature); break;
  case FloorRule::reserve: allowed = is_at_least(choice, row.feature); break;
  }
  return {allowed ? FloorAnswer::kept : FloorAnswer::leaves, row.reason};
}

// Of another architecture's option. clang is silent about many of them, and a configure script
// would believe that there is SSE2.
FloorVerdict verdict_abroad(const FloorRow& row) {
  bool changes_nothing = row.rule == FloorRule::keep || row.rule == FloorRule::drop;
  return {changes_nothing ? FloorAnswer::other : FloorAnswer::foreign, row.reason};
}

bool is_machine_option(std::string_view word) {
  return (word.starts_with("-m") && word.size() > 2) || word == "-EB" || word == "-EL" ||
         word.starts_with("-fcf-protection");
}

}  // namespace

FloorVerdict judge_machine_option(std::string_view word, const TargetChoice& choice) {
  if (!is_machine_option(word)) return {FloorAnswer::other, ""};
  Families family = family_of(choice.triple.machine.arch);
  if (const FloorRow* row = find_row(word, family)) return verdict_of(*row, word, choice);
  if (const FloorRow* row = find_row(word, everywhere)) return verdict_abroad(*row);
  if (!word.starts_with("-mno-"))
    return {FloorAnswer::leaves, "it is not known to stay within the floor"};
  // What takes away cannot leave the floor; only whether clang knows it is the question.
  const FloorRow* taken = find_row("-m" + std::string(word.substr(5)), family);
  if (taken != nullptr && taken->rule == FloorRule::drop)
    return {FloorAnswer::gcc_only, taken->reason};
  return {FloorAnswer::kept, "less than the floor"};
}

bool chooses_instructions(std::string_view inner_word) {
  constexpr std::array<std::string_view, 12> beginnings = {
      "-target-feature", "-target-cpu", "-target-abi", "-triple",    "-mattr",      "-mcpu",
      "-march",          "-mtriple",    "-mabi",       "-float-abi", "-mfloat-abi", "-msoft-float"};
  if (inner_word.starts_with("--")) inner_word.remove_prefix(1);
  for (std::string_view beginning : beginnings) {
    if (inner_word.starts_with(beginning)) return true;
  }
  return false;
}

FloorFlags floor_flags(const TargetChoice& choice) {
  FloorFlags flags;
  for (std::string& flag : clang_flags(choice)) {
    bool may_change = flag.starts_with("-mtune=") || flag == "-mthumb";
    (may_change ? flags.first : flags.last).push_back(std::move(flag));
  }
  // Their functions, which GCC keeps in libgcc, try LSE at run time; clang's default depends on
  // what GCC it finds on the host.
  if (choice.triple.machine.arch == Arch::aarch64) flags.last.emplace_back("-mno-outline-atomics");
  return flags;
}

}  // namespace ashore
