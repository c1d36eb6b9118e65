// SPDX-License-Identifier: Apache-2.0
// Code that the program loads or makes as it runs is not in the file, so nothing is said about it.
// That is said aloud where the program asks a library for the means: dlopen, or mprotect, by which
// memory becomes executable.
#include <algorithm>
#include <array>
#include <string_view>
#include <vector>

#include "ashore/base/text.h"
#include "ashore/elf/symbols.h"
#include "ashore/verify/check.h"

namespace ashore::verify {

namespace {

constexpr std::array<std::string_view, 4> means = {"dlopen", "dlmopen", "mprotect",
                                                   "pkey_mprotect"};

}  // namespace

Checked check_later_code(const Subject& subject) {
  Expected<elf::LoadedImage> image = elf::LoadedImage::of(subject.bytes, subject.file);
  if (!image || subject.is_static()) return nothing_to_say();
  Expected<elf::SymbolTable> symbols = elf::dynamic_symbols(*image);
  std::vector<std::string> asked;
  for (std::size_t i = 1; symbols && i < symbols->size(); ++i) {
    elf::Symbol symbol = (*symbols)[i];
    if (!symbol.is_defined() && std::ranges::find(means, symbol.name) != means.end())
      asked.emplace_back(symbol.name);
  }
  if (asked.empty()) return nothing_to_say();
  Checked checked;
  checked.warning = "the program can load or make code as it runs (" + joined(asked, ", ") +
                    "), which is not checked";
  return checked;
}

}  // namespace ashore::verify
