// SPDX-License-Identifier: Apache-2.0
#include "ashore/store/check.h"

#include <fmt/format.h>

#include <map>
#include <optional>
#include <system_error>

#include "ashore/base/text.h"
#include "ashore/host/files.h"
#include "ashore/store/leftovers.h"

namespace ashore::store {

namespace {

namespace fs = std::filesystem;

// A line for each file; entries of libraries have a few thousand.
constexpr std::uint64_t longest_record = std::uint64_t{256} << 20;

std::string what_differs(const RecordedFile& recorded, const RecordedFile& found) {
  if (recorded.sort != found.sort) return "is of another kind, or its mode has changed";
  if (recorded.target != found.target) return "leads elsewhere";
  if (recorded.size != found.size)
    return fmt::format("has {} bytes instead of {}", found.size, recorded.size);
  return "has other content";
}

}  // namespace

std::vector<std::string> differences(const std::vector<RecordedFile>& recorded,
                                     const std::vector<RecordedFile>& found) {
  std::map<std::string_view, const RecordedFile*> there;
  for (const RecordedFile& file : found) there.emplace(file.path, &file);
  std::vector<std::string> result;
  for (const RecordedFile& file : recorded) {
    auto match = there.find(file.path);
    if (match == there.end()) {
      result.push_back(printable(file.path) + ": is gone");
    } else {
      if (!(*match->second == file))
        result.push_back(printable(file.path) + ": " + what_differs(file, *match->second));
      there.erase(match);
    }
  }
  for (const auto& [path, file] : there)
    result.push_back(printable(path) + ": was not in it when it was made");
  return result;
}

Expected<Finding> check(const Store& store, const Item& entry, const OnBytes& on_bytes) {
  fs::path place = store.record_of(entry.kind, entry.path.filename().string());
  std::error_code ignored;
  if (!fs::exists(place, ignored)) return Finding{Integrity::not_recorded, {}};
  TRY_ASSIGN(std::string text, host::read_file(place, longest_record));
  Expected<Record> record = read_record(text);
  if (!record) return Finding{Integrity::damaged, {record.error().message()}};
  if (record->key.kind != entry.kind || entry_name(record->key) != entry.path.filename().string())
    return Finding{Integrity::damaged, {"its record is of another entry"}};
  TRY_ASSIGN(std::vector<RecordedFile> found, files_below(entry.path, on_bytes));
  Finding finding;
  finding.differences = differences(record->files, found);
  if (!finding.differences.empty()) finding.integrity = Integrity::damaged;
  return finding;
}

Expected<std::optional<Trash>> take_out_entry(const Store& store, const Item& entry) {
  std::string name = entry.path.filename().string();
  TRY(host::make_directories(store.root() / "making"));
  TRY_ASSIGN(std::optional<host::FileLock> lock,
             host::FileLock::try_acquire(store.lock_of(entry.kind, name)));
  if (!lock) return std::optional<Trash>();
  TRY_ASSIGN(Trash trash, take_out(store, entry.path));
  std::error_code ignored;
  fs::remove(store.record_of(entry.kind, name), ignored);
  // What was proved of the entry was proved of these very files.
  fs::remove(store.root() / "state/proven" / name, ignored);
  return std::optional<Trash>(std::move(trash));
}

}  // namespace ashore::store
