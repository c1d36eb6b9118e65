// SPDX-License-Identifier: Apache-2.0
// What was done once is never done again: finished things on this computer, named by what they are
// made from.
//   <root>/<kind>/<name>-<digest>/   complete entries, by rename only, never changed after
//   <root>/state/...                 what lives and changes: saved devices, running lab devices,
//   ssh sockets, and the records of what entries held when they were finished (record.h)
#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "ashore/base/digest.h"
#include "ashore/base/expected.h"
#include "ashore/host/files.h"

namespace ashore::store {

struct Key {
  std::string kind;  // "rust-std", "lab-image", "package", "debug"
  std::string name;  // for people: "armv7-unknown-linux-musleabi-1.96.0"
  Digest recipe;     // of everything that decides the content
};

// The time of an entry's directory says when it was last asked for, to within this long: a use more
// often than that is not written down.
constexpr std::chrono::hours use_is_noted_after{24};

class Store {
 public:
  // Makes the directories; ErrorKind::host names the path and how to move the store (ASHORE_STORE).
  // As long as the Store or a copy of it lives, others can see that somebody works with it.
  static Expected<Store> open(std::filesystem::path root);

  const std::filesystem::path& root() const { return root_; }

  // The finished entry, if it is there.
  std::optional<std::filesystem::path> find(const Key& key) const;

  // The finished entry, made now if need be: `make` fills an empty directory, which is renamed into
  // place only if it succeeds. Two processes at once make it once: the second calls `on_wait` and
  // waits.
  using Make = std::function<Expected<void>(const std::filesystem::path& directory)>;
  Expected<std::filesystem::path> obtain(const Key& key, const Make& make,
                                         const std::function<void()>& on_wait = {}) const;

  // <root>/state/<name>, made if need be.
  Expected<std::filesystem::path> state(const std::filesystem::path& name) const;

  // Where an entry and the record of it are, or would be.
  std::filesystem::path path_of(const Key& key) const;
  std::filesystem::path record_of(const std::string& kind, const std::string& entry) const;
  // Held by whoever makes or removes this entry.
  std::filesystem::path lock_of(const std::string& kind, const std::string& entry) const;

  // Calls `act` while nobody else works with the store, and nobody can begin to; false, and nothing
  // was called, where somebody does.
  Expected<bool> alone(const std::function<Expected<void>()>& act) const;

 private:
  Store(std::filesystem::path root, std::shared_ptr<const host::FileLock> in_use)
      : root_(std::move(root)), in_use_(std::move(in_use)) {}
  std::filesystem::path root_;
  // All copies of a Store are one user of it. None where the store cannot be written.
  std::shared_ptr<const host::FileLock> in_use_;
};

}  // namespace ashore::store
