// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <string>

#include <fmt/format.h>

#include "ashore/packages/packages.h"
#include "bench.h"

namespace ashore::bench {

namespace {

// A stripped program of Debian's, and a device of tests/devices.
struct Subject {
  std::string_view package, architecture, file, device;
};

constexpr auto subjects = std::to_array<Subject>({
    {"dash", "armel", "dash", "r7000"},
    {"coreutils", "arm64", "sort", "arm64"},
    {"gdb", "armel", "gdb", "r7000"},
    {"gdb", "armhf", "gdb", "a15"},
    {"gdb", "arm64", "gdb", "arm64"},
    {"gdb", "mipsel", "gdb", "mipsel"},
    {"docker.io", "arm64", "dnet", "arm64"},
    {"docker.io", "arm64", "dockerd", "arm64"},
});

struct Used {
  double cpu = 0, wall = 0, memory = 0;
  int status = 0;
};

// Of this one child, which host's runner does not tell.
Used use_of(const std::vector<std::string>& argv) {
  auto start = std::chrono::steady_clock::now();
  pid_t child = ::fork();
  if (child == 0) {
    int nowhere = ::open("/dev/null", O_RDWR);
    for (int fd : {0, 1, 2}) ::dup2(nowhere, fd);
    std::vector<char*> words;
    for (const std::string& word : argv) words.push_back(const_cast<char*>(word.c_str()));
    words.push_back(nullptr);
    ::execv(words.front(), words.data());
    ::_exit(127);
  }
  int status = 0;
  rusage usage{};
  if (child < 0 || ::wait4(child, &status, 0, &usage) != child) return {0, 0, 0, -1};
  auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
  };
  Used used;
  used.cpu = seconds(usage.ru_utime) + seconds(usage.ru_stime);
  used.wall = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  used.memory = static_cast<double>(usage.ru_maxrss) * 1024;
  used.status = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  return used;
}

}  // namespace

std::filesystem::path find(const std::filesystem::path& root, std::string_view name) {
  std::filesystem::path largest;
  std::uintmax_t most = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(root)) {
    if (entry.path().filename() != name || !entry.is_regular_file() || entry.is_symlink()) continue;
    if (entry.file_size() > most) most = entry.file_size(), largest = entry.path();
  }
  return largest;
}

Expected<void> verify(const std::filesystem::path& ashore, const std::filesystem::path& store_root,
                      host::Host& host) {
  TRY_ASSIGN(store::Store store, store::Store::open(store_root));
  SilentReporter silent;
  double idle = use_of({ashore, "--version"}).memory;
  fmt::print("ashore verify on Debian's programs; memory beyond the {:.1f} MB of an ashore that "
             "does nothing\n",
             idle / 1e6);
  for (const Subject& subject : subjects) {
    packages::Package package{std::string(subject.package), std::string(subject.architecture)};
    TRY_ASSIGN(std::vector<std::filesystem::path> roots,
               packages::unpacked({package}, host, store, silent, Stage::verify));
    std::filesystem::path file = find(roots.front(), subject.file);
    double size = static_cast<double>(std::filesystem::file_size(file));
    std::string facts =
        fmt::format("{}/tests/devices/{}/facts.json", ASHORE_SOURCE_DIR, subject.device);
    Used used = use_of({ashore, "verify", file, "--facts", facts});
    fmt::print("{}:{} {:.1f} MB on {}: status {}; {:.3f} s of CPU, {:.3f} s a MB; {:.3f} s passed; "
               "memory {:.1f} MB, {:.2f} of the file\n",
               subject.file, subject.architecture, size / 1e6, subject.device, used.status,
               used.cpu, used.cpu / size * 1e6, used.wall, (used.memory - idle) / 1e6,
               (used.memory - idle) / size);
    std::fflush(stdout);
  }
  return {};
}

}  // namespace ashore::bench
