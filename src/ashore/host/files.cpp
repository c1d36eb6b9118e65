// SPDX-License-Identifier: Apache-2.0
#include "ashore/host/files.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <system_error>

namespace ashore::host {

namespace {

Failure system_failure(const std::string& doing, const std::filesystem::path& path, int number) {
  return failure(ErrorKind::host, "cannot " + doing + " `" + path.string() +
                                      "`: " + std::generic_category().message(number));
}

// Calls `use` with each piece of the file, in order.
Expected<void> read_pieces(const std::filesystem::path& path,
                           const std::function<bool(std::string_view)>& use) {
  Fd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!fd.is_open()) return system_failure("open", path, errno);
  std::string buffer(std::size_t{1} << 16, '\0');
  while (true) {
    ssize_t got = ::read(fd.get(), buffer.data(), buffer.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return system_failure("read", path, errno);
    if (got == 0) return {};
    if (!use(std::string_view(buffer).substr(0, static_cast<std::size_t>(got)))) return {};
  }
}

Expected<Fd> open_lock(const std::filesystem::path& path) {
  Fd fd(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
  if (!fd.is_open()) return system_failure("open the lock", path, errno);
  return fd;
}

// Signals do not end the waiting.
bool flock_through(const Fd& fd, int operation) {
  while (::flock(fd.get(), operation) != 0) {
    if (errno != EINTR) return false;
  }
  return true;
}

}  // namespace

void Fd::close() {
  if (number_ >= 0) ::close(std::exchange(number_, -1));
}

Expected<std::string> read_file(const std::filesystem::path& path, std::uint64_t limit) {
  std::string content;
  // Growing by doubling would copy a big program several times. What is not there says read_pieces.
  std::error_code ignored;
  std::uintmax_t size = std::filesystem::file_size(path, ignored);
  if (!ignored && size <= limit) content.reserve(static_cast<std::size_t>(size));
  bool too_long = false;
  TRY(read_pieces(path, [&](std::string_view piece) {
    too_long = piece.size() > limit - content.size();
    if (!too_long) content += piece;
    return !too_long;
  }));
  if (too_long) {
    return failure(ErrorKind::bad_input,
                   "`" + path.string() + "` is longer than " + std::to_string(limit) + " bytes");
  }
  return content;
}

Expected<Digest> digest_of_file(const std::filesystem::path& path) {
  Sha256 sum;
  TRY(read_pieces(path, [&](std::string_view piece) {
    sum.add(piece);
    return true;
  }));
  return sum.finish();
}

Expected<void> write_file(const std::filesystem::path& path, std::string_view content,
                          unsigned mode) {
  std::string temporary = path.string() + ".XXXXXX";
  Fd fd(::mkstemp(temporary.data()));
  if (!fd.is_open()) return system_failure("create a file beside", path, errno);
  ::fcntl(fd.get(), F_SETFD, FD_CLOEXEC);
  Expected<void> written = write_all(fd, content);
  int error = 0;
  if (written && (::fchmod(fd.get(), static_cast<mode_t>(mode)) != 0 || ::fsync(fd.get()) != 0 ||
                  ::rename(temporary.c_str(), path.c_str()) != 0)) {
    error = errno;
  }
  if (written && error == 0) return {};
  ::unlink(temporary.c_str());
  if (!written)
    return Failure(std::move(written).error().while_doing("writing `" + path.string() + "`"));
  return system_failure("write", path, error);
}

Expected<void> make_directories(const std::filesystem::path& path) {
  std::error_code error;
  std::filesystem::create_directories(path, error);
  if (error) {
    return failure(ErrorKind::host,
                   "cannot make the directory `" + path.string() + "`: " + error.message());
  }
  return {};
}

Expected<TemporaryDirectory> TemporaryDirectory::create(const std::filesystem::path& parent,
                                                        std::string_view prefix) {
  TRY(make_directories(parent));
  std::string path = (parent / prefix).string() + "XXXXXX";
  if (::mkdtemp(path.data()) == nullptr)
    return system_failure("make a directory in", parent, errno);
  return TemporaryDirectory(path);
}

TemporaryDirectory::~TemporaryDirectory() {
  if (path_.empty()) return;
  std::error_code ignored;
  // Directories that were unpacked read-only cannot be emptied.
  for (auto entry = std::filesystem::recursive_directory_iterator(path_, ignored);
       !ignored && entry != std::filesystem::recursive_directory_iterator();
       entry.increment(ignored)) {
    std::error_code unknown;
    if (entry->is_directory(unknown) && !entry->is_symlink(unknown)) {
      std::filesystem::permissions(entry->path(), std::filesystem::perms::owner_all,
                                   std::filesystem::perm_options::add, unknown);
    }
  }
  std::filesystem::remove_all(path_, ignored);
}

Expected<FileLock> FileLock::acquire(const std::filesystem::path& path,
                                     const std::function<void()>& on_wait) {
  TRY_ASSIGN(Fd fd, open_lock(path));
  if (::flock(fd.get(), LOCK_EX | LOCK_NB) == 0) return FileLock(std::move(fd));
  if (errno == EWOULDBLOCK && on_wait) on_wait();
  if (!flock_through(fd, LOCK_EX)) return system_failure("lock", path, errno);
  return FileLock(std::move(fd));
}

Expected<std::optional<FileLock>> FileLock::try_acquire(const std::filesystem::path& path) {
  TRY_ASSIGN(Fd fd, open_lock(path));
  if (::flock(fd.get(), LOCK_EX | LOCK_NB) != 0) return std::optional<FileLock>();
  return std::optional<FileLock>(FileLock(std::move(fd)));
}

Expected<FileLock> FileLock::share(const std::filesystem::path& path) {
  TRY_ASSIGN(Fd fd, open_lock(path));
  if (!flock_through(fd, LOCK_SH)) return system_failure("lock", path, errno);
  return FileLock(std::move(fd));
}

bool FileLock::make_exclusive() const { return ::flock(fd_.get(), LOCK_EX | LOCK_NB) == 0; }

void FileLock::make_shared() const { flock_through(fd_, LOCK_SH); }

std::string read_to_end(const Fd& fd, std::size_t limit) {
  std::string text;
  std::array<char, 4096> piece{};
  for (;;) {
    ssize_t size = ::read(fd.get(), piece.data(), piece.size());
    if (size < 0 && errno == EINTR) continue;
    if (size <= 0) return text;
    text.append(piece.data(), std::min(static_cast<std::size_t>(size), limit - text.size()));
  }
}

Expected<void> write_all(const Fd& fd, std::string_view bytes) {
  while (!bytes.empty()) {
    ssize_t written = ::write(fd.get(), bytes.data(), bytes.size());
    if (written >= 0) {
      bytes.remove_prefix(static_cast<std::size_t>(written));
    } else if (errno == EAGAIN || errno == EWOULDBLOCK) {
      pollfd room = {fd.get(), POLLOUT, 0};
      ::poll(&room, 1, -1);
    } else if (errno != EINTR) {
      return failure(ErrorKind::host, "cannot write: " + std::generic_category().message(errno));
    }
  }
  return {};
}

}  // namespace ashore::host
