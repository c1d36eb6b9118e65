// SPDX-License-Identifier: Apache-2.0
#include "map.h"

#include <array>
#include <optional>

#include <fmt/format.h>

#include "ashore/base/text.h"
#include "words.h"

namespace ashore::architecture {

namespace {

std::optional<Kind> parse_kind(std::string_view word) {
  if (word == "pure") return Kind::pure;
  if (word == "mechanism") return Kind::mechanism;
  if (word == "verb") return Kind::verb;
  return std::nullopt;
}

std::string module_of(std::string_view path) { return std::string(path.substr(0, path.find('/'))); }

// Why `from` may not include `to`; nothing if it may.
std::optional<std::string> objection(const std::string& from_name, const Room& from,
                                     const std::string& to_name, const Room& to) {
  if (from_name == to_name) return std::nullopt;
  if (to.floor > from.floor) return "is an arrow up";
  if (to.floor == from.floor) return "is an arrow sideways";
  if (from.kind == Kind::pure && to.kind == Kind::mechanism)
    return "takes a pure module to a mechanism";
  return std::nullopt;
}

}  // namespace

Expected<Map> read_map(std::string_view text) {
  Map map;
  std::size_t number = 0;
  for (std::string_view line : lines(text)) {
    ++number;
    std::vector<std::string_view> fields = words(line.substr(0, line.find('#')));
    if (fields.empty()) continue;
    std::optional<std::uint64_t> floor =
        fields.size() == 3 ? parse_unsigned(fields[1]) : std::nullopt;
    std::optional<Kind> kind = fields.size() == 3 ? parse_kind(fields[2]) : std::nullopt;
    if (!floor || !kind) {
      return failure(ErrorKind::bad_input,
                     fmt::format("floors.txt:{}: not 'module floor kind': '{}'", number, line));
    }
    map[std::string(fields[0])] = Room{static_cast<unsigned>(*floor), *kind};
  }
  return map;
}

std::vector<std::string> broken_arrows(const Map& map, const SourceFile& file) {
  std::string name = module_of(file.path);
  Map::const_iterator from = map.find(name);
  if (from == map.end())
    return {fmt::format("{}: module '{}' is not in floors.txt", file.path, name)};

  std::vector<std::string> broken;
  constexpr std::string_view prefix = "ashore/";
  for (const Include& include : includes_of(file.text)) {
    std::string place = fmt::format("{}:{}: ", file.path, include.line);
    if (include.path.find("..") != std::string::npos || include.path.starts_with("cli/")) {
      broken.push_back(fmt::format("{}\"{}\" goes around the map", place, include.path));
    }
    if (!include.path.starts_with(prefix)) continue;
    std::string to_name = module_of(std::string_view(include.path).substr(prefix.size()));
    Map::const_iterator to = map.find(to_name);
    if (to == map.end()) {
      broken.push_back(fmt::format("{}module '{}' is not in floors.txt", place, to_name));
    } else if (std::optional<std::string> why =
                   objection(name, from->second, to_name, to->second)) {
      broken.push_back(fmt::format("{}{} -> {} {}", place, name, to_name, *why));
    }
  }
  return broken;
}

std::vector<std::string> broken_vows(const SourceFile& file) {
  // The one file that may speak and end the process: a broken invariant is a bug of ours.
  if (file.path == "base/assert.cpp") return {};
  // Tests may print and read the environment; the library may not.
  if (file.path.ends_with("_test.cpp") || file.path.find("/test/") != std::string::npos) return {};

  std::vector<std::string> broken;
  std::string code = code_of(file.text);
  auto refuse = [&](std::size_t line, std::string_view what) {
    broken.push_back(fmt::format("{}:{}: {}", file.path, line, what));
  };
  for (const Include& include : includes_of(file.text)) {
    if (include.angled && (include.path == "iostream" || include.path == "print")) {
      refuse(include.line, fmt::format("the library never prints (<{}>)", include.path));
    }
  }
  struct Vow {
    std::string_view words;
    std::string_view what;
  };
  constexpr std::array<Vow, 14> vows{{
      {"fmt::print", "the library never prints"},
      {"fmt::println", "the library never prints"},
      {"std::cout", "the library never prints"},
      {"std::cerr", "the library never prints"},
      {"printf(", "the library never prints"},
      {"fprintf(", "the library never prints"},
      {"puts(", "the library never prints"},
      {"exit(", "the library never ends the process"},
      {"_exit(", "the library never ends the process"},
      {"abort(", "the library never ends the process"},
      {"throw", "our code never says throw"},
      {"getenv(", "the environment comes in through host::Host"},
      {"system(", "no shell on our side"},
      {"popen(", "no shell on our side"},
  }};
  // A child that could not become another program has nothing else to do; it is not the process.
  bool forks = file.path == "host/spawn.cpp";
  for (const Vow& vow : vows) {
    if (forks && vow.words == "_exit(") continue;
    if (std::size_t line = line_of(code, vow.words)) refuse(line, vow.what);
  }
  return broken;
}

}  // namespace ashore::architecture
