// SPDX-License-Identifier: Apache-2.0
#include "ring_project.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "ashore/host/files.h"
#include "ashore/packages/packages.h"

namespace ashore::verdicts {

namespace {

using Path = std::filesystem::path;

constexpr std::array packages_of_ring = {"librust-ring-dev", "librust-cc-dev",
                                         "librust-libc-dev", "librust-once-cell-dev",
                                         "librust-spin-dev", "librust-untrusted-dev"};

// Cargo wants to see also what is for other systems alone.
struct Elsewhere {
  std::string_view name, version, features;
};
constexpr std::array elsewhere = {
    Elsewhere{"web-sys", "0.3.37", "Crypto = []\nWindow = []\n"},
    Elsewhere{"winapi", "0.3.8", "ntsecapi = []\nwtypesbase = []\n"},
};

}  // namespace

Expected<std::string> add_ring(const Path& project, host::Host& host, const store::Store& store,
                               Reporter& reporter) {
  std::vector<packages::Package> wanted;
  for (const char* name : packages_of_ring) wanted.push_back({name, "amd64"});
  TRY_ASSIGN(std::vector<Path> unpacked,
             packages::unpacked(wanted, host, store, reporter, Stage::lab));
  TRY(host::make_directories(project / "crates"));
  std::error_code error;
  for (const Path& directory : unpacked) {
    for (const auto& crate :
         std::filesystem::directory_iterator(directory / "usr/share/cargo/registry", error))
      std::filesystem::create_directory_symlink(
          crate.path(), project / "crates" / crate.path().filename(), error);
  }
  if (error) return failure(ErrorKind::host, "Debian's crates: " + error.message());
  std::string manifest = "\n[dependencies]\nring = \"=0.16.20\"\n\n[patch.crates-io]\n";
  for (const Elsewhere& crate : elsewhere) {
    Path place = project / "elsewhere" / crate.name;
    TRY(host::make_directories(place / "src"));
    TRY(host::write_file(place / "src/lib.rs", ""));
    TRY(host::write_file(place / "Cargo.toml",
                         fmt::format("[package]\nname = \"{}\"\nversion = \"{}\"\nedition = "
                                     "\"2021\"\n[features]\n{}",
                                     crate.name, crate.version, crate.features)));
    manifest += fmt::format("{} = {{ path = \"elsewhere/{}\" }}\n", crate.name, crate.name);
  }
  TRY(host::make_directories(project / ".cargo"));
  TRY(host::write_file(project / ".cargo/config.toml",
                       fmt::format("[source.crates-io]\nreplace-with = \"debian\"\n"
                                   "[source.debian]\ndirectory = \"{}\"\n",
                                   (project / "crates").string())));
  return manifest;
}

void set_c_compiler(host::Command& command, const Program& program, const Path& root) {
  std::string variable = program.target;
  std::ranges::replace(variable, '-', '_');
  bool hard = program.target.ends_with("hf");
  command.environment["CC_" + variable] = "clang-19";
  command.environment["AR_" + variable] = "llvm-ar-19";
  command.environment["CFLAGS_" + variable] =
      fmt::format("-isystem {}/usr/include/arm-linux-musleabi{} -mfloat-abi={}", root.string(),
                  hard ? "hf" : "", hard ? "hard" : "soft");
}

}  // namespace ashore::verdicts
