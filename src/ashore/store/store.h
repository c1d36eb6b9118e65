// SPDX-License-Identifier: Apache-2.0
// What was done once is never done again: finished things on this computer, named by what they are
// made from.
//   <root>/<kind>/<name>-<digest>/   complete entries, by rename only, never changed after
//   <root>/state/...                 what lives and changes: saved devices, running lab devices,
//   ssh sockets
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>

#include "ashore/base/digest.h"
#include "ashore/base/expected.h"

namespace ashore::store {

struct Key {
  std::string kind;  // "rust-std", "lab-image", "package", "debug"
  std::string name;  // for people: "armv7-unknown-linux-musleabi-1.96.0"
  Digest recipe;     // of everything that decides the content
};

class Store {
 public:
  // Makes the directories; ErrorKind::host names the path and how to move the store (ASHORE_STORE).
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

 private:
  explicit Store(std::filesystem::path root) : root_(std::move(root)) {}
  std::filesystem::path path_of(const Key& key) const;
  std::filesystem::path root_;
};

}  // namespace ashore::store
