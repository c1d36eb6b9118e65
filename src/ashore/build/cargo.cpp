// SPDX-License-Identifier: Apache-2.0
#include "ashore/build/build.h"

#include <system_error>

#include <fmt/format.h>

#include "ashore/base/text.h"
#include "ashore/build/artifact.h"
#include "ashore/build/cargo_command.h"
#include "ashore/build/cargo_config.h"
#include "ashore/build/cargo_messages.h"
#include "ashore/build/cargo_metadata.h"
#include "ashore/build/cargo_run.h"
#include "ashore/build/lock_file.h"
#include "ashore/build/project.h"
#include "ashore/build/rustc_wrapper.h"
#include "ashore/build/target_arguments.h"
#include "ashore/host/files.h"
#include "ashore/target/triple.h"

namespace ashore::build {

namespace {

namespace fs = std::filesystem;

Expected<void> require_cargo(const RustInstallation& rust) {
  std::error_code ignored;
  if (fs::exists(rust.cargo, ignored)) return {};
  std::string place = rust.cargo.empty() ? "" : " at `" + rust.cargo.string() + "`";
  return Failure(Error(ErrorKind::toolchain, "there is no cargo" + place)
                     .hint("install Rust: the package `cargo` of your system, or rustup"));
}

// No value: cargo could not tell, and its build will say why in its own words.
Expected<std::optional<CargoWorkspace>> workspace_of(const Toolchain& toolchain,
                                                     const fs::path& directory, host::Host& host,
                                                     Reporter& reporter) {
  host::Command command = metadata_command(toolchain, directory);
  reporter.detail(shown(command));
  TRY_ASSIGN(host::ProcessOutput output, host.processes.run(command));
  if (!succeeded(output.status)) return std::optional<CargoWorkspace>();
  TRY_ASSIGN(CargoWorkspace workspace, parse_metadata(output.out));
  return std::optional(std::move(workspace));
}

// A name for people, and a digest of what it is made from.
std::string directory_name(std::string_view name, std::string_view made_from) {
  return fmt::format("{}-{}", name, hex(sha256(made_from)).substr(0, 16));
}

// Cargo's own fingerprints do not see what the wrapper adds, so other arguments are another
// directory.
std::string target_directory_name(const Toolchain& toolchain) {
  std::string target = rust_name(toolchain.target.triple);
  std::string made_from = toolchain.rust.rustc.string() + '\0' + toolchain.rust.version;
  for (const std::string& argument : target_arguments(toolchain)) made_from += '\0' + argument;
  return directory_name(target, made_from);
}

// The program under the name that makes it rustc's wrapper.
Expected<fs::path> wrapper_in(const fs::path& directory, const fs::path& own_program) {
  fs::path wrapper = directory / wrapper_name;
  std::error_code error;
  if (fs::read_symlink(wrapper, error) == own_program && !error) return wrapper;
  TRY_ASSIGN(host::TemporaryDirectory beside,
             host::TemporaryDirectory::create(directory, "wrapper"));
  fs::path link = beside.path() / wrapper_name;
  fs::create_symlink(own_program, link, error);
  if (!error) fs::rename(link, wrapper, error);
  if (error) {
    return failure(ErrorKind::host, "cannot make `" + wrapper.string() + "`: " + error.message());
  }
  return wrapper;
}

void tell(const Artifact& artifact, const Request& request, Reporter& reporter) {
  bool debug_stays = artifact.with_debug && !request.keep_debug;
  reporter.decided(Stage::build,
                   fmt::format("{}, profile {}, {}{}", artifact.name,
                               request.profile.value_or("dev"), human_bytes(artifact.size),
                               debug_stays ? "; debug sections stay here" : ""));
  reporter.detail("program: " + artifact.path.string());
  if (debug_stays) reporter.detail("debug sections: " + artifact.with_debug->string());
}

Expected<std::vector<Artifact>> finished(const std::vector<BuiltProgram>& programs,
                                         const Request& request, const std::string& target,
                                         const fs::path& target_directory,
                                         const store::Store& store, Reporter& reporter) {
  std::vector<Artifact> artifacts;
  for (const BuiltProgram& program : programs) {
    fs::path place = program.path.lexically_relative(target_directory);
    if (place.empty() || *place.begin() == "..") place = program.path.filename();
    Finishing finishing{program.target.name, target, target_directory / "shipped" / place,
                        request.keep_debug};
    Expected<Artifact> artifact = finish(program.path, finishing, store);
    if (!artifact) {
      return Failure(std::move(artifact).error().while_doing("taking the debug sections out of `" +
                                                             program.path.string() + "`"));
    }
    tell(*artifact, request, reporter);
    artifacts.push_back(*std::move(artifact));
  }
  return artifacts;
}

}  // namespace

Expected<std::vector<Artifact>> cargo(const Request& request, const Toolchain& toolchain,
                                      host::Host& host, const store::Store& store,
                                      Reporter& reporter) {
  TRY_ASSIGN(fs::path directory, project_directory(request.project));
  TRY(require_cargo(toolchain.rust));
  TRY_ASSIGN(std::optional<CargoWorkspace> known,
             workspace_of(toolchain, directory, host, reporter));
  CargoWorkspace workspace = known.value_or(CargoWorkspace{directory, {}, {}});
  std::vector<const CargoPackage*> packages = selected(workspace, request, directory);
  TRY(require_program(packages, request));

  std::string name = workspace.root.filename().string();
  TRY_ASSIGN(fs::path place,
             store.state(fs::path("build") / directory_name(name, workspace.root.string())));
  Workshop workshop;
  workshop.directory = directory;
  workshop.target_directory = place / target_directory_name(toolchain);
  TRY_ASSIGN(workshop.wrapper, wrapper_in(place, host.own_program));
  workshop.user_wrapper = user_rustc_wrapper(
      directory, host.environment, [](const fs::path& path) -> std::optional<std::string> {
        Expected<std::string> content = host::read_file(path);
        if (!content) return std::nullopt;
        return *std::move(content);
      });
  workshop.only_binary = default_run(packages, request);
  TRY_ASSIGN(host::Command command, cargo_command(request, toolchain, workshop));

  TRY_ASSIGN(host::FileLock one_at_a_time, host::FileLock::acquire(place / "lock", [&] {
               reporter.progress(Stage::build, "waiting for another build of this project",
                                 std::nullopt);
             }));
  TRY_ASSIGN(LockFileGuard lock_file,
             LockFileGuard::begin(workspace.root, place / "Cargo.lock", !request.locked));
  reporter.detail(shown(command));
  TRY_ASSIGN(std::vector<BuiltProgram> programs, run_cargo(command, name, host.processes));
  return finished(in_order(std::move(programs), workspace), request,
                  rust_name(toolchain.target.triple), workshop.target_directory, store, reporter);
}

}  // namespace ashore::build
