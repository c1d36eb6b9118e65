// SPDX-License-Identifier: Apache-2.0
// What the store holds, how big it is and when it was last of use.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "ashore/base/expected.h"
#include "ashore/store/store.h"

namespace ashore::store {

// Something that can be taken out and is made anew when it is asked for.
struct Item {
  bool finished = true;  // a finished entry; else what a build or a run left, for the next one
  std::string kind;      // "rust-std"; "builds", "debug files", "digests", "verdicts"
  std::string name;      // for people
  std::filesystem::path path;
  std::uint64_t bytes = 0;  // on the disk
  std::chrono::sys_seconds used{};
  bool recorded = false;  // finished, and there is a record of what it held
};

struct Inventory {
  std::vector<Item> items;           // by kind and name
  std::uint64_t bytes = 0;           // of all items
  std::uint64_t other_bytes = 0;     // what lives and changes: devices, package lists, ...
  std::uint64_t leftover_bytes = 0;  // of processes that died
};

Expected<Inventory> inventory(const Store& store);

// An entry's directory name without the digits of its recipe; the whole where it has none.
std::string name_of_entry(std::string_view directory_name);

// What a directory or file needs on the disk; links are not followed.
std::uint64_t bytes_on_disk(const std::filesystem::path& path);

}  // namespace ashore::store
