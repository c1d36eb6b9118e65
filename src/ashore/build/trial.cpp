// SPDX-License-Identifier: Apache-2.0
#include "ashore/build/trial.h"

#include <fcntl.h>
#include <unistd.h>

#include <cstdlib>

#include "ashore/base/text.h"

extern char** environ;

namespace ashore::build {

namespace fs = std::filesystem;

std::map<std::string, std::string> current_environment() {
  std::map<std::string, std::string> environment;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    std::string_view text = *entry;
    std::size_t equals = text.find('=');
    if (equals != std::string_view::npos) {
      environment.emplace(text.substr(0, equals), text.substr(equals + 1));
    }
  }
  return environment;
}

std::map<std::string, std::string> snapshot(const fs::path& directory) {
  std::map<std::string, std::string> content;
  for (const auto& entry : fs::recursive_directory_iterator(directory)) {
    content[entry.path().lexically_relative(directory).string()] =
        entry.is_regular_file() ? host::read_file(entry.path()).value() : "";
  }
  return content;
}

void CargoTest::SetUp() {
  before_ = current_environment();
  processes_ = host::system_process_runner();
  std::string path = before_["PATH"];
  std::vector<fs::path> cargos = host::find_programs("cargo", path);
  std::vector<fs::path> rustcs = host::find_programs("rustc", path);
  if (cargos.empty() || rustcs.empty()) GTEST_SKIP() << "skipped: no cargo and rustc";

  host::Command version, sysroot;
  version.argv = {rustcs.front().string(), "-vV"};
  sysroot.argv = {rustcs.front().string(), "--print", "sysroot"};
  Expected<host::ProcessOutput> told = processes_->run(version);
  Expected<host::ProcessOutput> where = processes_->run(sysroot);
  ASSERT_TRUE(told && where);
  for (std::string_view line : lines(told->out)) {
    if (line.starts_with("host: ")) target = line.substr(6);
    if (line.starts_with("release: ")) toolchain.rust.version = line.substr(9);
  }
  std::optional<Triple> triple = parse_rust_triple(target);
  if (!triple) GTEST_SKIP() << "skipped: this computer is a " << target;

  toolchain.target.triple = *triple;
  toolchain.rust.cargo = cargos.front();
  toolchain.rust.rustc = rustcs.front();
  toolchain.rust.host = target;
  toolchain.rust.sysroot = std::string(trimmed(where->out));
  toolchain.rust.managed_by_rustup =
      toolchain.rust.sysroot.parent_path().filename() == "toolchains";
  toolchain.rustc_arguments = {"-Clinker=cc", "-Clinker-flavor=gcc", "--cfg", "from_toolchain"};

  directory_.emplace(
      host::TemporaryDirectory::create(fs::temp_directory_path(), "ashore-build").value());
  root = fs::canonical(directory_->path());
  store_.emplace(store::Store::open(root / "store").value());
  cargo_home = root / "cargo-home";
  unset_everything_of_cargo();
  set("CARGO_HOME", cargo_home.string());
}

void CargoTest::TearDown() {
  for (const auto& [name, value] : current_environment()) {
    if (!before_.contains(name)) ::unsetenv(name.c_str());
  }
  for (const auto& [name, value] : before_) ::setenv(name.c_str(), value.c_str(), 1);
}

void CargoTest::unset_everything_of_cargo() {
  for (const auto& [name, value] : before_) {
    bool theirs = name.starts_with("CARGO") || name.starts_with("RUSTC") || name == "RUSTFLAGS";
    if (theirs) ::unsetenv(name.c_str());
  }
}

void CargoTest::write(const fs::path& path, std::string_view content) {
  ASSERT_TRUE(host::make_directories((root / path).parent_path()));
  ASSERT_TRUE(host::write_file(root / path, content, content.starts_with("#!") ? 0755 : 0644));
}

void CargoTest::package(const fs::path& directory, std::string_view main,
                        std::string_view more_manifest) {
  std::string name = directory.filename().string();
  write(directory / "Cargo.toml", "[package]\nname = \"" + name +
                                      "\"\nversion = \"0.1.0\"\nedition = \"2021\"\n" +
                                      std::string(more_manifest));
  write(directory / "src/main.rs", main);
}

void CargoTest::set(const std::string& variable, const std::string& value) {
  ::setenv(variable.c_str(), value.c_str(), 1);
}

Request CargoTest::request(const fs::path& directory) const {
  Request request;
  request.project = root / directory;
  request.offline = true;
  return request;
}

Expected<std::vector<Artifact>> CargoTest::build(const Request& request) {
  host::Host host{*processes_, current_environment(), fs::read_symlink("/proc/self/exe")};
  SilentReporter silent;
  return cargo(request, toolchain, host, *store_, silent);
}

std::string CargoTest::output_of(const fs::path& program) {
  host::Command command;
  command.argv = {program.string()};
  Expected<host::ProcessOutput> output = processes_->run(command);
  EXPECT_TRUE(output && succeeded(output->status)) << program;
  return output ? output->out : "";
}

std::string CargoTest::output_of_only(const Request& request) {
  Expected<std::vector<Artifact>> artifacts = build(request);
  if (!artifacts) return "error: " + artifacts.error().message();
  if (artifacts->size() != 1) return std::to_string(artifacts->size()) + " programs";
  return output_of(artifacts->front().path);
}

CapturedStderr::CapturedStderr(const fs::path& file) : file_(file), saved_(::dup(2)) {
  int fd = ::open(file.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
  ::dup2(fd, 2);
  ::close(fd);
}

std::string CapturedStderr::text() {
  end();
  return host::read_file(file_).value_or(std::string());
}

void CapturedStderr::end() {
  if (saved_ < 0) return;
  ::dup2(saved_, 2);
  ::close(saved_);
  saved_ = -1;
}

}  // namespace ashore::build
