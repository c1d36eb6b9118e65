// SPDX-License-Identifier: Apache-2.0
#include "ashore/store/store.h"

#include <system_error>

#include "ashore/host/files.h"

namespace ashore::store {

Expected<Store> Store::open(std::filesystem::path root) {
  Expected<void> made = host::make_directories(root / "state");
  if (!made) {
    return Failure(
        std::move(made).error().hint("set ASHORE_STORE to a directory that can be written"));
  }
  return Store(std::move(root));
}

std::filesystem::path Store::path_of(const Key& key) const {
  // 16 of 64 digits: a name for people; two of a million entries meet by chance once in 10^7
  // stores.
  return root_ / key.kind / (key.name + "-" + hex(key.recipe).substr(0, 16));
}

std::optional<std::filesystem::path> Store::find(const Key& key) const {
  std::filesystem::path path = path_of(key);
  std::error_code ignored;
  if (!std::filesystem::is_directory(path, ignored)) return std::nullopt;
  return path;
}

Expected<std::filesystem::path> Store::obtain(const Key& key, const Make& make,
                                              const std::function<void()>& on_wait) const {
  if (std::optional<std::filesystem::path> found = find(key)) return *found;

  std::filesystem::path goal = path_of(key);
  std::filesystem::path workshop = root_ / "making";
  TRY(host::make_directories(workshop));
  TRY(host::make_directories(goal.parent_path()));
  std::string unique_name = key.kind + "-" + goal.filename().string();
  TRY_ASSIGN(host::FileLock lock,
             host::FileLock::acquire(workshop / (unique_name + ".lock"), on_wait));
  // Whoever held the lock may have made it.
  if (std::optional<std::filesystem::path> found = find(key)) return *found;

  // We hold the lock, so what lies here was left by a process that died.
  std::error_code ignored;
  for (const auto& entry : std::filesystem::directory_iterator(workshop, ignored)) {
    if (entry.path().filename().string().starts_with(unique_name + ".part")) {
      std::filesystem::remove_all(entry.path(), ignored);
    }
  }
  TRY_ASSIGN(host::TemporaryDirectory directory,
             host::TemporaryDirectory::create(workshop, unique_name + ".part"));
  TRY(make(directory.path()));

  std::error_code error;
  // mkdtemp makes it private; a finished entry is as readable as the store itself.
  std::filesystem::permissions(directory.path(), std::filesystem::perms(0755), error);
  std::filesystem::rename(directory.path(), goal, error);
  if (error) {
    return failure(ErrorKind::host,
                   "cannot put `" + goal.string() + "` into the store: " + error.message());
  }
  directory.release();
  return goal;
}

Expected<std::filesystem::path> Store::state(const std::filesystem::path& name) const {
  std::filesystem::path path = root_ / "state" / name;
  TRY(host::make_directories(path));
  return path;
}

}  // namespace ashore::store
