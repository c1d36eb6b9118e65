// SPDX-License-Identifier: Apache-2.0
// Symbols that the program, and the libraries that it loads, want of each other. The loader ends a
// program that wants an unknown variable, or any unknown symbol if it binds all of them at once (as
// musl does, and glibc with BIND_NOW). A function that is bound when it is first called ends the
// program there: a path of its own leads out of the device's libraries, so it does not run either.
// Such a function that only a library calls is not on a path of the program's own: cannot_tell.
#include <fmt/format.h>

#include <algorithm>

#include "ashore/base/text.h"
#include "ashore/verify/check.h"

namespace ashore::verify {

namespace {

constexpr std::size_t most_named = 5;

bool binds_at_once(const Linkage& linkage) { return linkage.libc == Libc::musl; }

// What surely ends the program, before or behind its start.
bool is_fatal(const Linkage& linkage, const Unresolved& symbol) {
  return symbol.object == 0 || !symbol.only_called || binds_at_once(linkage);
}

std::string named(const Unresolved& symbol) {
  std::string name = printable(symbol.symbol, 80);
  if (!symbol.version.empty()) name += "@" + printable(symbol.version, 40);
  return name;
}

std::string told(const Together& together, const std::vector<Unresolved>& symbols) {
  std::vector<std::string> names;
  for (const Unresolved& symbol : symbols) {
    if (symbol.object == symbols.front().object && names.size() < most_named)
      names.push_back(named(symbol));
  }
  std::string text =
      fmt::format("{} needs {}", together.name_of(symbols.front().object), joined(names, ", "));
  if (symbols.size() > names.size())
    text += fmt::format(" and {} more", symbols.size() - names.size());
  return text + ", which no library on the device that it loads defines";
}

}  // namespace

Checked check_symbols(const Subject& subject) {
  const Together& together = subject.together;
  if (!together.binding) return nothing_to_say();
  const Binding& binding = *together.binding;
  std::vector<Unresolved> fatal, others;
  for (const Unresolved& symbol : binding.unresolved)
    (is_fatal(*together.linkage, symbol) ? fatal : others).push_back(symbol);
  if (!binding.unreadable.empty())
    return cannot_tell("what the libraries define is not known: " +
                           printable(binding.unreadable.front(), 300),
                       {}, build_static);
  if (!fatal.empty()) return will_not_run(told(together, fatal), {}, build_static);
  if (!others.empty())
    return cannot_tell(told(together, others) + ", unless it is never called", {}, build_static);
  return runs(
      fmt::format("the {} symbols that it and its libraries want are there", binding.symbols));
}

}  // namespace ashore::verify
