// SPDX-License-Identifier: Apache-2.0
#include "ashore/store/store.h"

#include <sys/stat.h>

#include <ctime>
#include <fstream>
#include <system_error>

#include "ashore/store/record.h"

namespace ashore::store {

namespace {

namespace fs = std::filesystem;

// Not flushed to the disk as host::write_file does: an entry's own files are not, either.
Expected<void> write_record(const fs::path& path, const std::string& text) {
  TRY(host::make_directories(path.parent_path()));
  fs::path temporary = path.string() + ".part";  // one at a time: the entry's lock is held
  std::ofstream stream(temporary, std::ios::binary | std::ios::trunc);
  stream << text;
  stream.close();
  std::error_code error;
  if (stream) fs::rename(temporary, path, error);
  if (stream && !error) return {};
  std::error_code ignored;
  fs::remove(temporary, ignored);
  return failure(ErrorKind::host, "cannot write `" + path.string() +
                                      "`: " + (error ? error.message() : "the disk may be full"));
}

}  // namespace

Expected<Store> Store::open(fs::path root) {
  Expected<void> made = host::make_directories(root / "state");
  if (!made) {
    return Failure(
        std::move(made).error().hint("set ASHORE_STORE to a directory that can be written"));
  }
  // A store that cannot be written is still of use, and nobody can take anything out of it.
  Expected<host::FileLock> lock = host::FileLock::share(root / "state/in-use.lock");
  std::shared_ptr<const host::FileLock> in_use;
  if (lock) in_use = std::make_shared<const host::FileLock>(std::move(*lock));
  return Store(std::move(root), std::move(in_use));
}

fs::path Store::path_of(const Key& key) const { return root_ / key.kind / entry_name(key); }

fs::path Store::record_of(const std::string& kind, const std::string& entry) const {
  return root_ / "state/records" / kind / entry;
}

fs::path Store::lock_of(const std::string& kind, const std::string& entry) const {
  return root_ / "making" / (kind + "-" + entry + ".lock");
}

std::optional<fs::path> Store::find(const Key& key) const {
  fs::path path = path_of(key);
  struct stat status = {};
  if (::stat(path.c_str(), &status) != 0 || !S_ISDIR(status.st_mode)) return std::nullopt;
  constexpr std::time_t rarely = std::chrono::seconds(use_is_noted_after).count();
  if (std::time(nullptr) - status.st_mtime > rarely) {
    std::error_code ignored;
    fs::last_write_time(path, fs::file_time_type::clock::now(), ignored);
  }
  return path;
}

Expected<fs::path> Store::obtain(const Key& key, const Make& make,
                                 const std::function<void()>& on_wait) const {
  if (std::optional<fs::path> found = find(key)) return *found;

  fs::path goal = path_of(key);
  fs::path workshop = root_ / "making";
  TRY(host::make_directories(workshop));
  TRY(host::make_directories(goal.parent_path()));
  std::string unique_name = key.kind + "-" + goal.filename().string();
  TRY_ASSIGN(host::FileLock lock,
             host::FileLock::acquire(lock_of(key.kind, goal.filename().string()), on_wait));
  // Whoever held the lock may have made it.
  if (std::optional<fs::path> found = find(key)) return *found;

  // We hold the lock, so what lies here was left by a process that died.
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(workshop, ignored)) {
    if (entry.path().filename().string().starts_with(unique_name + ".part")) {
      fs::remove_all(entry.path(), ignored);
    }
  }
  TRY_ASSIGN(host::TemporaryDirectory directory,
             host::TemporaryDirectory::create(workshop, unique_name + ".part"));
  TRY(make(directory.path()));

  Record record{
      key, std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now()), {}};
  TRY_ASSIGN(record.files, files_below(directory.path()));
  TRY(write_record(record_of(key.kind, goal.filename().string()), written(record)));

  std::error_code error;
  // mkdtemp makes it private; a finished entry is as readable as the store itself.
  fs::permissions(directory.path(), fs::perms(0755), error);
  // dpkg-deb gives it the package's own age.
  fs::last_write_time(directory.path(), fs::file_time_type::clock::now(), error);
  fs::rename(directory.path(), goal, error);
  if (error) {
    return failure(ErrorKind::host,
                   "cannot put `" + goal.string() + "` into the store: " + error.message());
  }
  directory.release();
  return goal;
}

Expected<fs::path> Store::state(const fs::path& name) const {
  fs::path path = root_ / "state" / name;
  TRY(host::make_directories(path));
  return path;
}

Expected<bool> Store::alone(const std::function<Expected<void>()>& act) const {
  if (!in_use_)
    return Failure(Error(ErrorKind::host, "the store `" + root_.string() + "` cannot be written"));
  if (!in_use_->make_exclusive()) {
    // The kernel lets go of a shared lock before it tries for the other one.
    in_use_->make_shared();
    return false;
  }
  Expected<void> done = act();
  in_use_->make_shared();
  TRY(std::move(done));
  return true;
}

}  // namespace ashore::store
