// SPDX-License-Identifier: Apache-2.0
// What this computer has. A quick look: one short process for each Rust and one more for rustup's,
// the rest is looking at directories.
#include <algorithm>
#include <chrono>
#include <optional>
#include <set>
#include <string>
#include <system_error>
#include <vector>

#include "ashore/base/text.h"
#include "ashore/provision/provision.h"
#include "ashore/provision/rustc_answers.h"

namespace ashore::provision {

namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

bool is_file(const fs::path& path) {
  std::error_code ignored;
  return fs::is_regular_file(path, ignored);
}

bool directory_exists(const fs::path& path) {
  std::error_code ignored;
  return fs::is_directory(path, ignored);
}

fs::path without_links(const fs::path& path) {
  std::error_code error;
  fs::path real = fs::canonical(path, error);
  return error ? path : real;
}

// Nothing from a program that fails: a Rust that does not run is as if it were not there.
Expected<std::optional<std::string>> answer(const fs::path& program,
                                            std::vector<std::string> arguments,
                                            const fs::path& directory, host::Host& host) {
  host::Command command;
  command.argv = std::move(arguments);
  command.argv.insert(command.argv.begin(), program.string());
  command.directory = directory;
  // rustup may have to fetch the toolchain that a project's rust-toolchain.toml names.
  command.deadline = 5min;
  Expected<host::ProcessOutput> output = host.processes.run(command);
  if (!output && output.error().kind() == ErrorKind::cancelled) {
    return Failure(std::move(output).error());
  }
  if (!output || !succeeded(output->status)) return std::nullopt;
  return std::string(trimmed(output->out));
}

// rustup's proxies are links to, or copies of, the program rustup beside them.
bool is_rustup_proxy(const fs::path& rustc) {
  fs::path rustup = rustc.parent_path() / "rustup";
  if (!is_file(rustup)) return false;
  std::error_code ignored;
  if (fs::equivalent(rustc, rustup, ignored)) return true;
  return fs::file_size(rustc, ignored) == fs::file_size(rustup, ignored);
}

// The targets that have a libstd below lib/rustlib.
std::set<std::string> installed_targets(const fs::path& rustlib) {
  std::set<std::string> targets;
  std::error_code ignored;
  for (const fs::directory_entry& target : fs::directory_iterator(rustlib, ignored)) {
    for (const fs::directory_entry& file : fs::directory_iterator(target.path() / "lib", ignored)) {
      std::string name = file.path().filename().string();
      if (!name.starts_with("libstd-") || !name.ends_with(".rlib")) continue;
      targets.insert(target.path().filename().string());
      break;
    }
  }
  return targets;
}

Expected<std::optional<RustInstallation>>
installation_of(const fs::path& rustc_in_path, const fs::path& directory, host::Host& host) {
  RustInstallation rust;
  rust.managed_by_rustup = is_rustup_proxy(rustc_in_path);
  if (rust.managed_by_rustup) {
    // Five times as quick as asking the proxy for its sysroot: no compiler is loaded for it.
    fs::path rustup = rustc_in_path.parent_path() / "rustup";
    TRY_ASSIGN(std::optional<std::string> real,
               answer(rustup, {"which", "rustc"}, directory, host));
    if (!real || !is_file(*real)) return std::nullopt;
    rust.rustc = *real;
  } else {
    rust.rustc = without_links(rustc_in_path);
  }
  rust.sysroot = rust.rustc.parent_path().parent_path();
  if (!directory_exists(rust.sysroot / "lib/rustlib")) {
    TRY_ASSIGN(std::optional<std::string> sysroot,
               answer(rust.rustc, {"--print", "sysroot"}, directory, host));
    if (!sysroot || sysroot->empty()) return std::nullopt;
    rust.sysroot = *sysroot;
  }
  // Not the proxy: rust-toolchain.toml or an override must not change the compiler between two
  // steps of a build.
  rust.cargo = rust.rustc.parent_path() / "cargo";
  if (!is_file(rust.cargo)) rust.cargo = rustc_in_path.parent_path() / "cargo";
  if (!is_file(rust.cargo)) return std::nullopt;

  TRY_ASSIGN(std::optional<std::string> words, answer(rust.rustc, {"-vV"}, {}, host));
  std::optional<RustcVersion> version = words ? read_rustc_version(*words) : std::nullopt;
  if (!version) return std::nullopt;
  rust.version = version->version;
  rust.number = version->number;
  rust.host = version->host;

  fs::path rustlib = rust.sysroot / "lib/rustlib";
  rust.std_targets = installed_targets(rustlib);
  fs::path library = rustlib / "src/rust/library";
  if (is_file(library / "Cargo.lock") && directory_exists(library / "vendor")) {
    rust.library_source = library;
  }
  fs::path rust_lld = rustlib / rust.host / "bin/rust-lld";
  if (is_file(rust_lld)) rust.rust_lld = rust_lld;
  return rust;
}

// "arm-linux-gnueabihf-ld" and friends, and the plain ld, which may know more targets than its own.
std::vector<fs::path> gnu_linkers_in(const std::string& path_list) {
  std::vector<fs::path> found;
  std::set<fs::path> seen;
  for (std::string_view directory : split(path_list, ':')) {
    if (!directory.starts_with('/')) continue;
    std::vector<fs::path> here;
    std::error_code ignored;
    for (const fs::directory_entry& entry : fs::directory_iterator(directory, ignored)) {
      std::string name = entry.path().filename().string();
      if (name == "ld" || name.ends_with("-ld")) here.push_back(entry.path());
    }
    std::ranges::sort(here);
    for (const fs::path& linker : here) {
      if (is_file(linker) && seen.insert(without_links(linker)).second) found.push_back(linker);
    }
  }
  return found;
}

}  // namespace

Expected<DeskFacts> survey(host::Host& host, const fs::path& directory) {
  DeskFacts desk;
  std::string path_list = host::variable(host, "PATH");
  std::set<fs::path> directories;
  std::set<fs::path> compilers;
  for (const fs::path& rustc : host::find_programs("rustc", path_list)) {
    // /bin is a link to /usr/bin on most systems: the same Rust must not be asked twice.
    if (!directories.insert(without_links(rustc.parent_path())).second) continue;
    TRY_ASSIGN(std::optional<RustInstallation> rust, installation_of(rustc, directory, host));
    if (rust && compilers.insert(without_links(rust->rustc)).second) {
      desk.rust.push_back(*std::move(rust));
    }
  }
  desk.rustup = host::find_program(host, "rustup");
  desk.lld = host::find_program(host, "ld.lld");
  desk.cc = host::find_program(host, "cc");
  desk.clang = host::find_program(host, "clang");
  desk.has_apt = host::find_program(host, "apt-get").has_value();
  desk.gnu_linkers = gnu_linkers_in(path_list);
  return desk;
}

Expected<void> ask_for_targets(DeskFacts& desk, host::Host& host) {
  for (RustInstallation& rust : desk.rust) {
    TRY_ASSIGN(std::optional<std::string> words,
               answer(rust.rustc, {"--print", "target-list"}, {}, host));
    if (words) rust.known_targets = read_target_list(*words);
  }
  return {};
}

}  // namespace ashore::provision
