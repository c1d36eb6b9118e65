// SPDX-License-Identifier: Apache-2.0
// Files on this computer. Files appear by rename only, and what was begun and not committed
// disappears.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ashore/base/digest.h"
#include "ashore/base/expected.h"
#include "ashore/host/fd.h"

namespace ashore::host {

// The whole file, at most `limit` bytes (an error beyond that).
Expected<std::string> read_file(const std::filesystem::path& path,
                                std::uint64_t limit = std::uint64_t{1} << 32);
Expected<Digest> digest_of_file(const std::filesystem::path& path);

// Writes beside `path` and renames; either the old content is there or all of the new.
Expected<void> write_file(const std::filesystem::path& path, std::string_view content,
                          unsigned mode = 0644);

Expected<void> make_directories(const std::filesystem::path& path);

// A directory under `parent` that disappears with this object, unless released.
class TemporaryDirectory {
 public:
  static Expected<TemporaryDirectory> create(const std::filesystem::path& parent,
                                             std::string_view prefix);
  TemporaryDirectory(TemporaryDirectory&& other) noexcept : path_(std::exchange(other.path_, {})) {}
  TemporaryDirectory& operator=(TemporaryDirectory&&) = delete;
  ~TemporaryDirectory();
  const std::filesystem::path& path() const { return path_; }
  std::filesystem::path release() { return std::exchange(path_, {}); }

 private:
  explicit TemporaryDirectory(std::filesystem::path path) : path_(std::move(path)) {}
  std::filesystem::path path_;
};

// A lock between processes (flock on `path`), held until destroyed; the kernel frees it when we
// die.
class FileLock {
 public:
  // Exclusive: calls `on_wait` once if somebody else holds it, then waits.
  static Expected<FileLock> acquire(const std::filesystem::path& path,
                                    const std::function<void()>& on_wait = {});
  // Exclusive, without waiting: nothing while somebody else holds it.
  static Expected<std::optional<FileLock>> try_acquire(const std::filesystem::path& path);
  // Shared with all who ask for it so; waits for one who holds it alone.
  static Expected<FileLock> share(const std::filesystem::path& path);

  // Turns a shared lock into an exclusive one; false while others share it.
  bool make_exclusive() const;
  void make_shared() const;

 private:
  explicit FileLock(Fd fd) : fd_(std::move(fd)) {}
  Fd fd_;
};

// What comes from a descriptor until its end; of more than `limit` bytes the rest is read and
// dropped.
std::string read_to_end(const Fd& fd, std::size_t limit);

// Writes all bytes to a descriptor; a closed reader is an error, not a signal.
Expected<void> write_all(const Fd& fd, std::string_view bytes);

}  // namespace ashore::host
