// SPDX-License-Identifier: Apache-2.0
#include "ashore/stubs/cap.h"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <set>
#include <string_view>
#include <unordered_map>

namespace ashore::stubs {

namespace {

// No name of glibc's is longer; longer ones are left as they are.
constexpr std::size_t longest_name = 256;

std::string_view short_name(const Symbol& symbol, const Interface& library) {
  if (symbol.name >= library.strings.size()) return {};
  std::string_view rest = std::string_view(library.strings).substr(symbol.name, longest_name + 1);
  std::size_t end = rest.find('\0');
  return end == std::string_view::npos ? std::string_view() : rest.substr(0, end);
}

// Of versions that say one: GLIBC_2.17, not GLIBC_PRIVATE.
std::optional<Version> number_in(std::string_view version) {
  constexpr std::string_view prefix = "GLIBC_";
  if (!version.starts_with(prefix)) return std::nullopt;
  return parse_version(version.substr(prefix.size()));
}

std::map<std::uint16_t, Version> numbers_of(const Interface& library) {
  std::map<std::uint16_t, Version> numbers;
  for (const elf::DefinedVersion& definition : library.definitions)
    if (std::optional<Version> number = number_in(definition.version))
      numbers.emplace(definition.index, *std::move(number));
  return numbers;
}

// What it wants itself of younger ones: no older library did.
void forget_needs(const Version& newest, Interface& library) {
  std::set<std::uint16_t> gone;
  std::erase_if(library.needs, [&](const elf::NeededVersion& need) {
    std::optional<Version> number = number_in(need.version);
    if (!number || *number <= newest) return false;
    gone.insert(need.index);
    return true;
  });
  std::erase_if(library.symbols, [&](const Symbol& symbol) {
    return symbol.place == Place::undefined && gone.contains(symbol.version);
  });
}

const Version* number_of(const Symbol& symbol, const std::map<std::uint16_t, Version>& numbers) {
  if (symbol.place == Place::undefined) return nullptr;
  auto found = numbers.find(symbol.version);
  return found == numbers.end() ? nullptr : &found->second;
}

struct OldLibrary {
  std::string_view soname;
  std::array<std::string_view, 10> beginnings;  // of the names that it had
};
// glibc's NEWS for 2.34, and the Versions files of nptl, dlfcn, rt, login and resolv in 2.33.
constexpr std::array old_libraries = {
    OldLibrary{"libpthread.so.0",
               {"pthread_", "__pthread_", "_pthread_", "sem_", "mtx_", "cnd_", "thrd_", "tss_",
                "call_once", "__nptl_"}},
    OldLibrary{"libdl.so.2", {"dl"}},
    OldLibrary{"librt.so.1", {"timer_", "mq_", "__mq_", "aio_", "lio_", "shm_"}},
    OldLibrary{"libutil.so.1", {"openpty", "forkpty", "login", "logout", "logwtmp", "login_tty"}},
    OldLibrary{"libanl.so.1", {"getaddrinfo_a", "gai_"}},
};

const OldLibrary* old_library_of(std::string_view name) {
  for (const OldLibrary& library : old_libraries) {
    bool had = std::ranges::any_of(library.beginnings, [&](std::string_view beginning) {
      return !beginning.empty() && name.starts_with(beginning);
    });
    if (had) return &library;
  }
  return nullptr;
}

// What moved into libc has a version of its move, and its old one for programs from before.
std::unordered_map<std::string_view, const OldLibrary*> moved_names(const Interface& libc) {
  const Version first_move{{2, 31}}, merger{{2, 34}};
  std::map<std::uint16_t, Version> numbers = numbers_of(libc);
  std::unordered_map<std::string_view, const OldLibrary*> moved;
  for (const Symbol& symbol : libc.symbols) {
    const Version* number = number_of(symbol, numbers);
    if (number == nullptr || symbol.is_hidden_version) continue;
    if (*number <= first_move || *number > merger) continue;
    std::string_view name = short_name(symbol, libc);
    if (const OldLibrary* library = old_library_of(name)) moved.emplace(name, library);
  }
  return moved;
}

Interface library_of_then(const OldLibrary& old, const Interface& libc) {
  Interface library = libc;
  library.soname = std::string(old.soname);
  library.needed = {libc.soname.value_or("libc.so.6")};
  library.symbols.clear();
  library.needs.clear();
  for (elf::DefinedVersion& definition : library.definitions)
    if (definition.base) definition.version = *library.soname;
  return library;
}

}  // namespace

Interface capped(const Interface& library, const Version& newest) {
  std::map<std::uint16_t, Version> numbers = numbers_of(library);
  Interface result = library;
  forget_needs(newest, result);
  std::erase_if(result.symbols, [&](const Symbol& symbol) {
    const Version* number = number_of(symbol, numbers);
    return number != nullptr && *number > newest;
  });
  std::erase_if(result.definitions, [&](const elf::DefinedVersion& definition) {
    auto number = numbers.find(definition.index);
    return !definition.base && number != numbers.end() && number->second > newest;
  });
  // By name: the newest that is left.
  std::unordered_map<std::string_view, std::size_t> newest_of;
  for (std::size_t i = 0; i < result.symbols.size(); ++i) {
    const Version* number = number_of(result.symbols[i], numbers);
    std::string_view name = short_name(result.symbols[i], result);
    if (number == nullptr || name.empty()) continue;
    auto [known, is_new] = newest_of.try_emplace(name, i);
    if (!is_new && *number_of(result.symbols[known->second], numbers) < *number) known->second = i;
  }
  for (const auto& [name, i] : newest_of) result.symbols[i].is_hidden_version = false;
  return result;
}

std::vector<Interface> before_the_merger(const Interface& libc, const Version& newest) {
  std::vector<Interface> libraries = {capped(libc, newest)};
  if (newest >= Version{{2, 34}}) return libraries;
  std::unordered_map<std::string_view, const OldLibrary*> moved = moved_names(libc);
  for (const OldLibrary& old : old_libraries)
    libraries.push_back(library_of_then(old, libraries[0]));
  std::erase_if(libraries[0].symbols, [&](const Symbol& symbol) {
    auto found = moved.find(short_name(symbol, libc));
    if (symbol.place == Place::undefined || found == moved.end()) return false;
    std::size_t number = static_cast<std::size_t>(found->second - old_libraries.data());
    libraries[1 + number].symbols.push_back(symbol);
    return true;
  });
  return libraries;
}

}  // namespace ashore::stubs
