// SPDX-License-Identifier: Apache-2.0
#include "ashore/packages/packages.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>

#include "ashore/base/text.h"
#include "ashore/host/files.h"
#include "ashore/packages/apt_root.h"
#include "ashore/packages/stanza.h"

namespace ashore::packages {
namespace {

constexpr std::string_view unpacking = "dpkg-deb -x, 1";

store::Key key_of(const Stanza& stanza, std::string_view architecture) {
  return {"package", fmt::format("{}_{}_{}", stanza.package, architecture, stanza.version),
          sha256(fmt::format("{} {}", hex(stanza.sha256), unpacking))};
}

// What was resolved once stays resolved, so that neither network nor apt is asked again.
std::filesystem::path resolved_file(const std::filesystem::path& root, const std::string& name) {
  return root / "resolved" / name;
}

std::optional<Stanza> resolved(const std::filesystem::path& root, const std::string& name) {
  Expected<std::string> text = host::read_file(resolved_file(root, name), 1 << 20);
  if (!text) return std::nullopt;
  Expected<Stanza> stanza = read_stanza(*text);
  if (!stanza) return std::nullopt;
  return *stanza;
}

Expected<void> remember(const std::filesystem::path& root, const Stanza& stanza) {
  TRY(host::make_directories(root / "resolved"));
  return host::write_file(
      resolved_file(root, stanza.package),
      fmt::format("Package: {}\nVersion: {}\nSize: {}\nSHA256: {}\nDepends: {}\n", stanza.package,
                  stanza.version, stanza.size, hex(stanza.sha256), joined(stanza.depends, ", ")));
}

Expected<void> check_name(std::string_view word) {
  // Names become file names and arguments of apt.
  bool good =
      !word.empty() && word.front() != '-' && word.front() != '.' &&
      word.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789+-.") == std::string_view::npos;
  if (good) return {};
  return failure(ErrorKind::bug,
                 fmt::format("`{}` is no name of a package or an architecture", printable(word)));
}

Expected<host::FileLock> locked(const std::filesystem::path& root, Reporter& reporter,
                                Stage stage) {
  return host::FileLock::acquire(root / "lock", [&] {
    reporter.progress(stage, "waiting for another ashore that fetches packages", std::nullopt);
  });
}

// Downloads and unpacks those that are not in the store yet, and remembers what they are.
Expected<void> fetch(const std::vector<std::string>& names, const std::string& architecture,
                     const std::filesystem::path& root, host::Host& host, const store::Store& store,
                     Reporter& reporter, Stage stage) {
  TRY_ASSIGN(host::FileLock lock, locked(root, reporter, stage));
  TRY_ASSIGN(AptRoot apt, AptRoot::open(root, architecture, "/etc/apt", host, reporter, stage));
  std::vector<Stanza> missing;
  for (const std::string& name : names) {
    std::optional<Stanza> known = resolved(root, name);
    if (known && store.find(key_of(*known, architecture))) continue;
    TRY_ASSIGN(Stanza stanza, apt.describe(name));
    if (store.find(key_of(stanza, architecture))) {
      TRY(remember(root, stanza));
    } else {
      missing.push_back(std::move(stanza));
    }
  }
  if (missing.empty()) return {};
  TRY_ASSIGN(host::TemporaryDirectory downloads,
             host::TemporaryDirectory::create(root, "download-"));
  TRY_ASSIGN(std::vector<std::filesystem::path> files, apt.download(missing, downloads.path()));
  for (std::size_t i = 0; i < missing.size(); ++i) {
    auto unpack = [&](const std::filesystem::path& directory) -> Expected<void> {
      host::Command command;
      command.argv = {"dpkg-deb", "-x", files[i].string(), directory.string()};
      TRY(host::require_success(host.processes.run(command), command, ErrorKind::toolchain));
      return {};
    };
    TRY(store.obtain(key_of(missing[i], architecture), unpack));
    TRY(remember(root, missing[i]));
    reporter.detail(
        fmt::format("unpacked {}:{} {}", missing[i].package, architecture, missing[i].version));
  }
  return {};
}

}  // namespace

Expected<std::vector<std::filesystem::path>> unpacked(const std::vector<Package>& wanted,
                                                      host::Host& host, const store::Store& store,
                                                      Reporter& reporter, Stage stage) {
  auto found = [&](const Package& package,
                   const std::filesystem::path& root) -> std::optional<std::filesystem::path> {
    std::optional<Stanza> stanza = resolved(root, package.name);
    if (!stanza) return std::nullopt;
    return store.find(key_of(*stanza, package.architecture));
  };
  std::map<std::string, std::vector<std::string>> missing;
  for (const Package& package : wanted) {
    TRY(check_name(package.name));
    TRY(check_name(package.architecture));
    TRY_ASSIGN(std::filesystem::path root, store.state("packages/" + package.architecture));
    if (!found(package, root)) missing[package.architecture].push_back(package.name);
  }
  for (const auto& [architecture, names] : missing) {
    TRY_ASSIGN(std::filesystem::path root, store.state("packages/" + architecture));
    TRY(fetch(names, architecture, root, host, store, reporter, stage));
  }
  std::vector<std::filesystem::path> directories;
  for (const Package& package : wanted) {
    TRY_ASSIGN(std::filesystem::path root, store.state("packages/" + package.architecture));
    std::optional<std::filesystem::path> directory = found(package, root);
    if (!directory) {
      return failure(ErrorKind::bug, "package " + package.name + ":" + package.architecture +
                                         " was unpacked and is not there");
    }
    directories.push_back(std::move(*directory));
  }
  return directories;
}

Expected<std::string> dependency(const Package& metapackage, const std::string& prefix,
                                 host::Host& host, const store::Store& store, Reporter& reporter,
                                 Stage stage) {
  TRY(check_name(metapackage.name));
  TRY(check_name(metapackage.architecture));
  TRY_ASSIGN(std::filesystem::path root, store.state("packages/" + metapackage.architecture));
  std::optional<Stanza> stanza = resolved(root, metapackage.name);
  if (!stanza) {
    TRY_ASSIGN(host::FileLock lock, locked(root, reporter, stage));
    TRY_ASSIGN(AptRoot apt,
               AptRoot::open(root, metapackage.architecture, "/etc/apt", host, reporter, stage));
    TRY_ASSIGN(Stanza described, apt.describe(metapackage.name));
    TRY(remember(root, described));
    stanza = std::move(described);
  }
  for (const std::string& name : stanza->depends) {
    if (name.starts_with(prefix)) return name;
  }
  return failure(ErrorKind::toolchain,
                 fmt::format("package {}:{} depends on nothing that starts with `{}`",
                             metapackage.name, metapackage.architecture, prefix));
}

Expected<std::filesystem::path> source_archive(const std::string& name,
                                               const std::filesystem::path& into, host::Host& host,
                                               const store::Store& store, Reporter& reporter,
                                               Stage stage) {
  TRY(check_name(name));
  TRY_ASSIGN(std::filesystem::path root, store.state("packages/sources"));
  TRY_ASSIGN(host::FileLock lock, locked(root, reporter, stage));
  TRY_ASSIGN(AptRoot apt, AptRoot::open_sources(root, "/etc/apt", host, reporter, stage));
  return apt.download_source(name, into);
}

}  // namespace ashore::packages
