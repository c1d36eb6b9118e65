// SPDX-License-Identifier: Apache-2.0
#include "ashore/verify/functions.h"

#include <algorithm>

#include "ashore/elf/format.h"
#include "ashore/isa/demangle.h"

namespace ashore::verify {

namespace {

bool begins_function(const elf::Symbol& symbol, const elf::LoadedImage& image) {
  if (symbol.kind == elf::SymbolKind::function || symbol.kind == elf::SymbolKind::ifunc)
    return true;
  // What assembly names without a type. Mapping symbols and local labels begin with $ and a dot.
  return symbol.kind == elf::SymbolKind::none && !symbol.name.empty() && symbol.name[0] != '$' &&
         symbol.name[0] != '.' && image.is_code(symbol.value);
}

// Thumb's functions have odd addresses.
std::uint64_t plain(std::uint64_t address, const elf::LoadedImage& image) {
  return image.machine() == elf::em_arm ? address & ~std::uint64_t{1} : address;
}

}  // namespace

Functions Functions::of(std::span<const std::byte> file, const ElfFacts& facts,
                        const elf::LoadedImage& image) {
  Functions made;
  Expected<elf::SymbolTable> symbols = elf::static_symbols(file, facts);
  if (!symbols || symbols->size() == 0) symbols = elf::dynamic_symbols(image);
  if (!symbols) return made;
  made.symbols_ = *symbols;
  for (std::uint32_t i = 1; i < symbols->size(); ++i) {
    elf::Symbol symbol = (*symbols)[i];
    if (!symbol.is_defined() || symbol.is_absolute() || symbol.name.empty()) continue;
    std::uint64_t begin = plain(symbol.value, image);
    if (symbol.name[0] != '$') made.named_.emplace_back(begin, i);
    if (begins_function(symbol, image))
      made.functions_.push_back({begin, begin + symbol.size, i, symbol.size > 0,
                                 symbol.kind != elf::SymbolKind::none, begin != symbol.value});
  }
  std::ranges::sort(made.named_);
  // Of several names of one place the one with a size, and with the longest.
  std::ranges::sort(made.functions_, [](const Function& a, const Function& b) {
    return a.begin != b.begin ? a.begin < b.begin : a.end > b.end;
  });
  auto same = [](const Function& a, const Function& b) { return a.begin == b.begin; };
  made.functions_.erase(std::unique(made.functions_.begin(), made.functions_.end(), same),
                        made.functions_.end());
  for (std::size_t i = 0; i + 1 < made.functions_.size(); ++i) {
    Function& function = made.functions_[i];
    std::uint64_t next = made.functions_[i + 1].begin;
    if (!function.has_size || function.end > next) function.end = next;
  }
  if (!made.functions_.empty() && !made.functions_.back().has_size)
    made.functions_.back().end = UINT64_MAX;
  return made;
}

const Function* Functions::at(std::uint64_t address) const {
  auto after = std::ranges::upper_bound(functions_, address, {}, &Function::begin);
  if (after == functions_.begin()) return nullptr;
  const Function& function = *std::prev(after);
  return address < function.end ? &function : nullptr;
}

std::string_view Functions::name(const Function& function) const {
  return symbols_[function.symbol].name;
}

std::string Functions::in_words(const Function* function) const {
  if (function == nullptr) return "";
  return isa::demangled(name(*function));
}

std::optional<std::uint64_t> Functions::address_of(std::string_view name) const {
  for (const auto& [address, symbol] : named_)
    if (symbols_[symbol].name == name) return address;
  return std::nullopt;
}

std::optional<std::string_view> Functions::name_ending_in(std::string_view end) const {
  for (const auto& [address, symbol] : named_) {
    std::string_view name = symbols_[symbol].name;
    if (name.ends_with(end)) return name;
  }
  return std::nullopt;
}

std::vector<std::string_view> Functions::names_at(std::uint64_t address) const {
  std::vector<std::string_view> names;
  auto at = std::ranges::lower_bound(named_, std::pair(address, std::uint32_t{0}));
  for (; at != named_.end() && at->first == address && names.size() < 8; ++at)
    names.push_back(symbols_[at->second].name);
  return names;
}

}  // namespace ashore::verify
