// SPDX-License-Identifier: Apache-2.0
// The map of the library (floors.txt) and what in the code breaks it.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "ashore/base/expected.h"

namespace ashore::architecture {

enum class Kind { pure, mechanism, verb };

struct Room {
  unsigned floor = 0;
  Kind kind = Kind::pure;
};

using Map = std::map<std::string, Room>;

// Reads floors.txt: a module, its floor and its kind on each line.
Expected<Map> read_map(std::string_view text);

struct SourceFile {
  std::string path;  // below src/ashore: "probe/collect.cpp"
  std::string text;
};

// Arrows up, sideways, or from pure to a mechanism; includes that go around the map; modules that
// are not on it. One sentence each, starting with file and line.
std::vector<std::string> broken_arrows(const Map& map, const SourceFile& file);

// What the library never does: print, end the process, throw, read the environment, hand text to a
// shell.
std::vector<std::string> broken_vows(const SourceFile& file);

}  // namespace ashore::architecture
