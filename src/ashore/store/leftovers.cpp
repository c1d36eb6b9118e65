// SPDX-License-Identifier: Apache-2.0
#include "ashore/store/leftovers.h"

#include <algorithm>
#include <string>
#include <system_error>
#include <utility>

#include "ashore/store/children.h"

namespace ashore::store {

namespace {

namespace fs = std::filesystem;

bool is_free(const fs::path& lock) {
  std::error_code ignored;
  if (!fs::exists(lock, ignored)) return true;
  Expected<std::optional<host::FileLock>> taken = host::FileLock::try_acquire(lock);
  return taken && *taken;
}

// <root>/making/KIND-ENTRY.partXXXXXX, of whoever holds KIND-ENTRY.lock.
void add_half_made(const fs::path& workshop, std::vector<fs::path>& found) {
  for (const fs::path& path : children(workshop)) {
    std::string name = path.filename().string();
    std::size_t part = name.rfind(".part");
    if (part != std::string::npos && is_free(workshop / (name.substr(0, part) + ".lock")))
      found.push_back(path);
  }
}

// Downloads of packages and sources, below the lock of their directory.
void add_downloads(const fs::path& state, std::vector<fs::path>& found) {
  for (const fs::path& root : children(state / "packages")) {
    if (!is_free(root / "lock")) continue;
    for (const fs::path& path : children(root)) {
      if (path.filename().string().starts_with("download-")) found.push_back(path);
    }
  }
  for (const fs::path& path : children(state / "sources")) {
    std::string name = path.filename().string();
    std::size_t fetch = name.find(".fetch");
    if (fetch != std::string::npos &&
        is_free(state / "sources" / (name.substr(0, fetch) + ".lock")))
      found.push_back(path);
  }
}

// Records are written before their entries appear, and stay when somebody removes one by hand.
void add_records(const Store& store, std::vector<fs::path>& found) {
  for (const fs::path& kind : children(store.root() / "state/records")) {
    for (const fs::path& record : children(kind)) {
      std::string kind_name = kind.filename().string(), entry = record.filename().string();
      std::error_code ignored;
      if (!fs::exists(store.root() / kind_name / entry, ignored) &&
          is_free(store.lock_of(kind_name, entry)))
        found.push_back(record);
    }
  }
}

}  // namespace

std::vector<fs::path> leftovers(const Store& store) {
  std::vector<fs::path> found;
  add_half_made(store.root() / "making", found);
  add_downloads(store.root() / "state", found);
  add_records(store, found);
  return found;
}

Expected<Trash> take_out(const Store& store, const fs::path& path) {
  fs::path workshop = store.root() / "making";
  TRY(host::make_directories(workshop));
  TRY_ASSIGN(host::FileLock lock, host::FileLock::share(workshop / "trash.lock"));
  TRY_ASSIGN(host::TemporaryDirectory trash,
             host::TemporaryDirectory::create(workshop, "trash.part"));
  std::error_code error;
  fs::rename(path, trash.path() / "it", error);
  if (error)
    return failure(ErrorKind::host, "cannot remove `" + path.string() + "`: " + error.message());
  return Trash{std::move(lock), std::move(trash)};
}

void remove_for_good(const fs::path& path) {
  std::error_code error;
  for (fs::recursive_directory_iterator at(path, error), end; !error && at != end;
       at.increment(error)) {
    std::error_code unknown;
    if (fs::is_directory(at->symlink_status(unknown)))
      fs::permissions(at->path(), fs::perms::owner_all, fs::perm_options::add, unknown);
  }
  fs::remove_all(path, error);
}

}  // namespace ashore::store
