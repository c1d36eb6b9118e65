// SPDX-License-Identifier: Apache-2.0
#include "ashore/store/inventory.h"

#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <optional>
#include <system_error>

#include "ashore/store/children.h"
#include "ashore/store/leftovers.h"

namespace ashore::store {

namespace {

namespace fs = std::filesystem;

struct Usage {
  std::uint64_t bytes = 0;
  std::int64_t changed = 0;  // the youngest of all
};

void add(const fs::path& path, Usage& usage) {
  struct stat status = {};
  if (::lstat(path.c_str(), &status) != 0) return;
  usage.bytes += static_cast<std::uint64_t>(status.st_blocks) * 512;
  usage.changed = std::max(usage.changed, static_cast<std::int64_t>(status.st_mtime));
}

// What vanishes meanwhile is not counted.
Usage usage_of(const fs::path& path) {
  Usage usage;
  add(path, usage);
  std::error_code error;
  if (!fs::is_directory(fs::symlink_status(path, error))) return usage;
  for (fs::recursive_directory_iterator at(path, error), end; !error && at != end;
       at.increment(error))
    add(at->path(), usage);
  return usage;
}

std::chrono::sys_seconds moment(std::int64_t seconds) {
  return std::chrono::sys_seconds(std::chrono::seconds(seconds));
}

bool is_real_directory(const fs::path& path) {
  std::error_code ignored;
  return fs::is_directory(fs::symlink_status(path, ignored));
}

void add_entries(const Store& store, Inventory& result) {
  for (const fs::path& kind : children(store.root())) {
    std::string name = kind.filename().string();
    if (name == "state" || name == "making" || !is_real_directory(kind)) continue;
    for (const fs::path& entry : children(kind)) {
      if (!is_real_directory(entry)) continue;
      std::string entry_name = entry.filename().string();
      struct stat status = {};
      if (::lstat(entry.c_str(), &status) != 0) continue;
      std::error_code ignored;
      result.items.push_back({true, name, name_of_entry(entry_name), entry, usage_of(entry).bytes,
                              moment(status.st_mtime),
                              fs::exists(store.record_of(name, entry_name), ignored)});
    }
  }
}

// Below <root>/state. Each child is an item; `deep`: each file below.
struct Reusable {
  const char* directory;
  const char* kind;
  bool deep;
};
constexpr std::array reusables = {
    Reusable{"build", "builds", false}, Reusable{"debug", "debug files", true},
    Reusable{"digests", "digests", false}, Reusable{"verdicts", "verdicts", false}};

std::vector<fs::path> files_below(const fs::path& directory) {
  std::vector<fs::path> files;
  std::error_code error, ignored;
  for (fs::recursive_directory_iterator at(directory, error), end; !error && at != end;
       at.increment(error)) {
    if (at->is_regular_file(ignored)) files.push_back(at->path());
  }
  std::ranges::sort(files);
  return files;
}

void add_reusable(const Store& store, Inventory& result) {
  for (const Reusable& one : reusables) {
    fs::path directory = store.root() / "state" / one.directory;
    for (const fs::path& path : one.deep ? files_below(directory) : children(directory)) {
      Usage usage = usage_of(path);
      std::string name = one.deep ? path.lexically_relative(directory).string()
                                  : name_of_entry(path.filename().string());
      result.items.push_back(
          {false, one.kind, std::move(name), path, usage.bytes, moment(usage.changed), false});
    }
  }
}

}  // namespace

Expected<Inventory> inventory(const Store& store) {
  Inventory result;
  add_entries(store, result);
  add_reusable(store, result);
  for (const Item& item : result.items) result.bytes += item.bytes;
  for (const fs::path& path : leftovers(store)) result.leftover_bytes += usage_of(path).bytes;
  for (const fs::path& part : children(store.root() / "state")) {
    bool counted = std::ranges::any_of(
        reusables, [&](const Reusable& one) { return part.filename() == fs::path(one.directory); });
    if (!counted) result.other_bytes += usage_of(part).bytes;
  }
  return result;
}

std::string name_of_entry(std::string_view directory_name) {
  constexpr std::size_t digits = 16;
  if (directory_name.size() <= digits + 1) return std::string(directory_name);
  std::string_view end = directory_name.substr(directory_name.size() - digits - 1);
  bool is_digest =
      end.front() == '-' && end.find_first_not_of("0123456789abcdef", 1) == std::string_view::npos;
  return std::string(is_digest ? directory_name.substr(0, directory_name.size() - digits - 1)
                               : directory_name);
}

std::uint64_t bytes_on_disk(const fs::path& path) { return usage_of(path).bytes; }

}  // namespace ashore::store
