// SPDX-License-Identifier: Apache-2.0
#include "ashore/verify/system_call_table.h"

#include <algorithm>
#include <array>
#include <map>
#include <span>

#include "ashore/base/assert.h"
#include "ashore/base/table.h"
#include "ashore/base/text.h"
#include "embedded/fallbacks.h"
#include "embedded/syscalls.h"

namespace ashore::verify {

namespace {

constexpr std::array<std::string_view, 10> columns = {"name",     "since",    "arm",      "arm64",
                                                      "mips_o32", "mips_n32", "mips_n64", "riscv64",
                                                      "x86_64",   "i386"};

std::optional<std::string_view> column_of(Arch arch, Abi abi) {
  switch (arch) {
  case Arch::arm:
    if (abi == Abi::arm_eabi) return "arm";
    return std::nullopt;
  case Arch::aarch64: return "arm64";
  case Arch::mips: return "mips_o32";
  case Arch::mips64: return abi == Abi::mips_n32 ? "mips_n32" : "mips_n64";
  case Arch::riscv64: return "riscv64";
  case Arch::x86_64:
    if (abi == Abi::plain) return "x86_64";
    return std::nullopt;
  case Arch::x86: return "i386";
  default: return std::nullopt;
  }
}

template <std::size_t Count>
Table built_in(std::string_view text, const std::array<std::string_view, Count>& fields) {
  Expected<Table> table = Table::parse(text, fields);
  ASHORE_ASSERT(table.has_value(), "the table is built in");
  return *std::move(table);
}

Version version_of(std::string_view text) { return parse_version(text).value_or(Version{}); }

const std::vector<Fallback>& fallbacks() {
  static const std::vector<Fallback> rows = [] {
    constexpr std::array<std::string_view, 4> fields = {"call", "caller", "instead", "source"};
    Table table = built_in(embedded::fallbacks, fields);
    std::vector<Fallback> made;
    for (std::size_t row = 0; row < table.rows(); ++row)
      made.push_back({table.at(row, 0), table.at(row, 1), table.at(row, 2) == "none",
                      table.at(row, 2), table.at(row, 3)});
    return made;
  }();
  return rows;
}

// "std::" stands for a whole crate, whose generic functions begin with "<std::".
bool fits(std::string_view caller, std::string_view function) {
  if (caller == "*") return true;
  if (!caller.ends_with("::")) return caller == function;
  if (function.starts_with('<')) function.remove_prefix(1);
  return function.starts_with(caller);
}

}  // namespace

KernelCalls KernelCalls::parsed(std::string_view column) {
  std::size_t ours = static_cast<std::size_t>(std::ranges::find(columns, column) - columns.begin());
  Table table = built_in(embedded::syscalls, columns);
  KernelCalls calls;
  for (std::size_t row = 0; row < table.rows(); ++row) {
    std::string_view cell = table.at(row, ours);
    std::optional<std::uint64_t> number = parse_unsigned(cell.substr(0, cell.find('@')));
    if (!number) continue;
    Version since = version_of(table.at(row, 1));
    std::size_t at = cell.find('@');
    Version surely = at == cell.npos ? since : version_of(cell.substr(at + 1));
    calls.newest_ = std::max(calls.newest_, surely);
    calls.calls_.push_back({table.at(row, 0), *number, since, surely});
  }
  std::ranges::sort(calls.calls_, {}, &KernelCall::number);
  return calls;
}

const KernelCalls* KernelCalls::of(Arch arch, Abi abi) {
  std::optional<std::string_view> column = column_of(arch, abi);
  if (!column) return nullptr;
  static const std::map<std::string_view, KernelCalls> tables = [] {
    std::map<std::string_view, KernelCalls> made;
    for (std::string_view machine : std::span(columns).subspan(2)) made[machine] = parsed(machine);
    return made;
  }();
  return &tables.at(*column);
}

const KernelCall* KernelCalls::by_number(std::uint64_t number) const {
  const auto found = std::ranges::lower_bound(calls_, number, {}, &KernelCall::number);
  return found == calls_.end() || found->number != number ? nullptr : &*found;
}

const KernelCall* KernelCalls::by_name(std::string_view name) const {
  const auto found = std::ranges::find(calls_, name, &KernelCall::name);
  return found == calls_.end() ? nullptr : &*found;
}

const Fallback* fallback_of(std::string_view call, std::string_view function) {
  const Fallback* general = nullptr;
  for (const Fallback& row : fallbacks()) {
    if (row.call != call || !fits(row.caller, function)) continue;
    if (row.caller != "*") return &row;
    general = &row;
  }
  return general;
}

}  // namespace ashore::verify
