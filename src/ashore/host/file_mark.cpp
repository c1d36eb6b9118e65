// SPDX-License-Identifier: Apache-2.0
#include "ashore/host/file_mark.h"

#include <sys/stat.h>

#include <cerrno>
#include <ctime>
#include <system_error>

namespace ashore::host {

namespace {

// FAT counts in steps of two seconds; all other file systems are finer.
constexpr std::time_t coarsest_clock = 2;

std::string moment(const struct timespec& time) {
  return std::to_string(time.tv_sec) + "." + std::to_string(time.tv_nsec);
}

}  // namespace

Expected<FileMark> mark_of(const std::filesystem::path& path) {
  struct stat status = {};
  if (::stat(path.c_str(), &status) != 0 || !S_ISREG(status.st_mode)) {
    return failure(ErrorKind::host, "cannot look at the file `" + path.string() +
                                        "`: " + std::generic_category().message(errno));
  }
#ifdef __APPLE__
  const struct timespec& modified = status.st_mtimespec;
  const struct timespec& changed = status.st_ctimespec;
#else
  const struct timespec& modified = status.st_mtim;
  const struct timespec& changed = status.st_ctim;
#endif
  FileMark mark;
  mark.text = std::to_string(status.st_dev) + " " + std::to_string(status.st_ino) + " " +
              std::to_string(status.st_size) + " " + moment(modified) + " " + moment(changed);
  std::time_t now = std::time(nullptr);
  mark.is_at_rest = now > changed.tv_sec + coarsest_clock && now > modified.tv_sec + coarsest_clock;
  return mark;
}

}  // namespace ashore::host
