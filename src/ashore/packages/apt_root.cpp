// SPDX-License-Identifier: Apache-2.0
#include "ashore/packages/apt_root.h"

#include <fmt/format.h>

#include <cstdint>
#include <system_error>

#include "ashore/base/assert.h"
#include "ashore/base/text.h"
#include "ashore/host/files.h"
#include "ashore/packages/sources.h"

namespace ashore::packages {
namespace {

Expected<std::vector<Source>> sources_of(const std::filesystem::path& etc) {
  TRY_ASSIGN(std::string release, host::read_file("/etc/os-release", 1 << 16));
  std::string name = codename(release);
  std::vector<std::filesystem::path> files{etc / "sources.list"};
  std::error_code ignored;
  for (const auto& entry : std::filesystem::directory_iterator(etc / "sources.list.d", ignored)) {
    files.push_back(entry.path());
  }
  std::vector<Source> sources;
  for (const std::filesystem::path& file : files) {
    if (!std::filesystem::is_regular_file(file, ignored)) continue;
    // A file that only root may read can hold a password; we do without it.
    Expected<std::string> text = host::read_file(file, 1 << 20);
    if (!text) continue;
    std::vector<Source> found;
    if (file.extension() == ".list") found = read_one_line(*text, name);
    if (file.extension() == ".sources") found = read_deb822(*text, name);
    sources.insert(sources.end(), found.begin(), found.end());
  }
  if (sources.empty()) {
    return Failure(Error(ErrorKind::toolchain,
                         fmt::format("no archive of the distribution `{}` with component main is "
                                     "in {}/sources.list or {}/sources.list.d",
                                     name, etc.string(), etc.string()))
                       .hint("ashore fetches libraries and kernels for devices with apt; add the "
                             "distribution's own archive to apt's sources"));
  }
  return sources;
}

std::string last_lines(std::string_view text) {
  std::vector<std::string> kept;
  for (std::string_view line : lines(text)) {
    if (line.starts_with("E:") || line.starts_with("W:")) kept.push_back(printable(line));
  }
  if (kept.size() > 3) kept.erase(kept.begin(), kept.end() - 3);
  return joined(kept, "; ");
}

}  // namespace

Expected<AptRoot> AptRoot::open(std::filesystem::path root, std::string_view architecture,
                                const std::filesystem::path& etc, host::Host& host,
                                Reporter& reporter, Stage stage) {
  for (std::string_view program : {"apt-get", "apt-cache", "dpkg-deb"}) {
    if (host::find_program(host, program)) continue;
    return Failure(Error(ErrorKind::toolchain,
                         fmt::format("`{}` is not on this computer, and packages for {} come "
                                     "through the distribution's apt",
                                     program, architecture))
                       .hint("virtual devices and prebuilt libraries need Debian or one of its "
                             "descendants"));
  }
  AptRoot result(std::move(root), std::string(architecture), Index::binaries, host, reporter,
                 stage);
  TRY(result.write_settings(etc));
  return result;
}

Expected<AptRoot> AptRoot::open_sources(std::filesystem::path root,
                                        const std::filesystem::path& etc, host::Host& host,
                                        Reporter& reporter, Stage stage) {
  if (!host::find_program(host, "apt-get"))
    return Failure(Error(ErrorKind::toolchain,
                         "`apt-get` is not on this computer, and source packages come through the "
                         "distribution's apt"));
  // apt wants to hear of an architecture, and none of its packages is ever listed here.
  AptRoot result(std::move(root), "amd64", Index::sources, host, reporter, stage);
  TRY(result.write_settings(etc));
  return result;
}

Expected<void> AptRoot::write_settings(const std::filesystem::path& etc) {
  if (root_.string().find_first_of("\"\n\\") != std::string::npos) {
    return failure(ErrorKind::host, "apt cannot use a store at `" + printable(root_.string()) +
                                        "`: quotes in its path");
  }
  for (const char* directory : {"lists/partial", "cache/archives/partial", "sources"}) {
    TRY(host::make_directories(root_ / directory));
  }
  TRY_ASSIGN(std::vector<Source> sources, sources_of(etc));
  sources_ = written(sources, index_);
  TRY(host::write_file(root_ / "sources" / "distribution.sources", sources_));
  TRY(host::write_file(root_ / "status", ""));
  return host::write_file(root_ / "apt.conf", apt_settings(root_.string(), architecture_));
}

host::Command AptRoot::apt(std::vector<std::string> arguments) const {
  host::Command command;
  command.argv = std::move(arguments);
  command.argv.insert(command.argv.begin() + 1, {"-c", (root_ / "apt.conf").string()});
  command.environment["LC_ALL"] = "C";
  return command;
}

Expected<host::ProcessOutput> AptRoot::watched(const host::Command& command,
                                               const std::string& text) {
  reporter_.detail(host::shown(command));
  reporter_.progress(stage_, text, std::nullopt);
  std::string line;
  auto watch = [&](std::string_view piece) {
    for (char c : piece) {
      if (c != '\n') {
        if (line.size() < 4096) line += c;
        continue;
      }
      double fraction = download_fraction(line);
      if (fraction >= 0) reporter_.progress(stage_, text, fraction);
      line.clear();
    }
  };
  return host_.processes.run(command, watch, {});
}

bool AptRoot::lists_are_current() const {
  Expected<std::string> lists_of = host::read_file(root_ / "lists-of", 1 << 20);
  return lists_of && *lists_of == sources_;
}

Expected<void> AptRoot::update() {
  TRY_ASSIGN(host::ProcessOutput output,
             watched(apt({"apt-get", "-q", "-o", "APT::Status-Fd=1", "update"}),
                     index_ == Index::sources ? "reading the lists of source packages"
                                              : "reading the package lists for " + architecture_));
  // One broken index (a third party's, say) must not stop us: what matters is whether the package
  // can be found.
  updated_ = true;
  update_errors_ = last_lines(output.err);
  if (!succeeded(output.status)) {
    reporter_.detail("apt-get update: " + update_errors_);
    return {};
  }
  return host::write_file(root_ / "lists-of", sources_);
}

Expected<Stanza> AptRoot::show(std::string_view name) {
  host::Command command = apt({"apt-cache", "show", "--no-all-versions", std::string(name)});
  TRY_ASSIGN(host::ProcessOutput output, host_.processes.run(command));
  if (succeeded(output.status)) return read_stanza(output.out);
  Error error(ErrorKind::toolchain,
              fmt::format("no package `{}` for {} in the distribution's archive{}{}", name,
                          architecture_, update_errors_.empty() ? "" : ": ", update_errors_));
  return Failure(std::move(error).hint("check the network with `apt-get update`"));
}

Expected<Stanza> AptRoot::describe(std::string_view name) {
  if (!lists_are_current() && !updated_) TRY(update());
  Expected<Stanza> found = show(name);
  if (found || updated_) return found;
  TRY(update());
  return show(name);
}

Expected<std::vector<std::filesystem::path>> AptRoot::download(std::vector<Stanza>& wanted,
                                                               const std::filesystem::path& into) {
  std::uint64_t bytes = 0;
  host::Command command = apt({"apt-get", "-q", "-o", "APT::Status-Fd=1", "download"});
  command.directory = into;
  for (const Stanza& stanza : wanted) {
    bytes += stanza.size;
    command.argv.push_back(stanza.package + "=" + stanza.version);
  }
  std::string text =
      wanted.size() == 1
          ? fmt::format("fetching {}:{}, {}", wanted[0].package, architecture_, human_bytes(bytes))
          : fmt::format("fetching {} packages for {}, {}", wanted.size(), architecture_,
                        human_bytes(bytes));
  TRY_ASSIGN(host::ProcessOutput output, watched(command, text));
  if (!succeeded(output.status) && !updated_) {
    // Point releases remove the files that old lists name.
    TRY(update());
    for (Stanza& stanza : wanted) {
      TRY_ASSIGN(Stanza fresh, show(stanza.package));
      stanza = fresh;
    }
    return download(wanted, into);
  }
  if (!succeeded(output.status)) {
    return Failure(Error(ErrorKind::toolchain,
                         fmt::format("{}: apt-get failed: {}", text, last_lines(output.err)))
                       .hint("check the network with `apt-get update`"));
  }
  std::vector<std::filesystem::path> files;
  for (const Stanza& stanza : wanted) {
    std::error_code ignored;
    std::filesystem::path found;
    for (const auto& entry : std::filesystem::directory_iterator(into, ignored)) {
      if (entry.path().filename().string().starts_with(stanza.package + "_")) found = entry.path();
    }
    if (found.empty()) {
      return failure(ErrorKind::toolchain, "apt-get said nothing and left no file of " +
                                               stanza.package + "=" + stanza.version);
    }
    files.push_back(std::move(found));
  }
  return files;
}

Expected<std::filesystem::path> AptRoot::download_source(const std::string& name,
                                                         const std::filesystem::path& into) {
  ASHORE_ASSERT(index_ == Index::sources, "this root lists no source packages");
  if (!lists_are_current() && !updated_) TRY(update());
  // Without --download-only apt would want dpkg-dev, to unpack it with the distribution's patches.
  host::Command command = apt({"apt-get", "-q", "-o", "APT::Status-Fd=1", "source",
                               "--download-only", "--tar-only", "--only-source", name});
  command.directory = into;
  TRY_ASSIGN(host::ProcessOutput output, watched(command, "fetching the source of " + name));
  // Point releases remove the files that old lists name.
  if (!succeeded(output.status) && !updated_) {
    TRY(update());
    return download_source(name, into);
  }
  std::error_code ignored;
  for (const auto& entry : std::filesystem::directory_iterator(into, ignored)) {
    bool tarball = entry.path().filename().string().find(".orig.tar.") != std::string::npos;
    if (succeeded(output.status) && tarball && entry.path().extension() != ".asc")
      return entry.path();
  }
  std::string why = last_lines(output.err + "\n" + update_errors_);
  return Failure(
      Error(ErrorKind::toolchain, fmt::format("apt-get fetched no source package `{}`: {}", name,
                                              why.empty() ? "it does not say why" : why))
          .hint("check the network with `apt-get update`"));
}

}  // namespace ashore::packages
