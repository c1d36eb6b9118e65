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
#include "ashore/build/place.h"
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

// Cargo's own fingerprints do not see what the wrapper adds, so other arguments are another
// directory.
std::string target_directory_name(const Toolchain& toolchain, bool small) {
  std::string target = rust_name(toolchain.target.triple);
  std::string made_from = toolchain.rust.rustc.string() + '\0' + toolchain.rust.version;
  for (const std::string& argument : target_arguments(toolchain, small))
    made_from += '\0' + argument;
  return place_name(target, made_from);
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

Expected<std::vector<Artifact>> finished(const std::vector<BuiltProgram>& programs,
                                         const Request& request, const std::string& target,
                                         const fs::path& target_directory,
                                         const store::Store& store, Reporter& reporter) {
  std::vector<Linked> linked;
  for (const BuiltProgram& program : programs) {
    fs::path place = program.path.lexically_relative(target_directory);
    if (place.empty() || *place.begin() == "..") place = program.path.filename();
    linked.push_back({program.target.name, program.path, std::move(place)});
  }
  Finishing like{"", target, target_directory / (request.small ? "small" : "shipped"),
                 request.keep_debug, request.small};
  return finish_all(linked, like,
                    "profile " + profile_of(request) + (request.small ? ", small" : ""), store,
                    reporter);
}

}  // namespace

Expected<std::vector<Artifact>> cargo(const Request& request, const Toolchain& toolchain,
                                      host::Host& host, const store::Store& store,
                                      Reporter& reporter) {
  TRY(build_system_of(request));
  TRY_ASSIGN(fs::path directory, directory_of(request));
  TRY(require_cargo(toolchain.rust));
  TRY_ASSIGN(std::optional<CargoWorkspace> known,
             workspace_of(toolchain, directory, host, reporter));
  CargoWorkspace workspace = known.value_or(CargoWorkspace{directory, {}, {}});
  std::vector<const CargoPackage*> packages = selected(workspace, request, directory);
  TRY(require_program(packages, request));

  std::string name = workspace.root.filename().string();
  TRY_ASSIGN(fs::path place, place_of(workspace.root, store));
  Workshop workshop;
  workshop.directory = directory;
  workshop.target_directory = place / target_directory_name(toolchain, request.small);
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

bool may_use_bindgen(const Request& request, const store::Store& store) {
  Expected<fs::path> directory = directory_of(request);
  if (!directory) return false;
  std::error_code ignored;
  for (fs::path at = *directory;; at = at.parent_path()) {
    Expected<std::string> lock = host::read_file(at / "Cargo.lock");
    if (!lock) lock = host::read_file(name_of_place(at, store) / "Cargo.lock");
    if (lock) return lock->find("\nname = \"clang-sys\"\n") != std::string::npos;
    if (at == at.parent_path()) return true;
  }
}

}  // namespace ashore::build
