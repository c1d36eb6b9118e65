// SPDX-License-Identifier: Apache-2.0
#include <poll.h>
#include <signal.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <system_error>

#include <fmt/format.h>

#include "ashore/base/text.h"
#include "ashore/build/artifact.h"
#include "ashore/build/build.h"
#include "ashore/build/cargo_command.h"
#include "ashore/build/cargo_config.h"
#include "ashore/build/cargo_messages.h"
#include "ashore/build/cargo_metadata.h"
#include "ashore/build/lock_file.h"
#include "ashore/build/rustc_wrapper.h"
#include "ashore/build/target_arguments.h"
#include "ashore/host/files.h"
#include "ashore/host/interrupt.h"
#include "ashore/target/triple.h"

namespace ashore::build {

namespace {

namespace fs = std::filesystem;

Failure no_project(const fs::path& directory, const fs::path& given) {
  std::error_code ignored;
  std::string message = "`" + given.string() + "` is not a cargo project: it has no Cargo.toml";
  for (fs::path parent = directory; parent != parent.parent_path();) {
    parent = parent.parent_path();
    if (fs::is_regular_file(parent / "Cargo.toml", ignored)) {
      return Failure(Error(ErrorKind::usage, message)
                         .hint("name the project above it: `" + parent.string() + "`"));
    }
  }
  return Failure(
      Error(ErrorKind::usage, message)
          .hint("name a directory with a Cargo.toml, or a program that is built already"));
}

// The directory where cargo is to run.
Expected<fs::path> directory_of(const fs::path& project) {
  std::error_code error;
  fs::path path = fs::absolute(project, error).lexically_normal();
  if (!path.has_filename()) path = path.parent_path();  // "dir/" and "."
  if (fs::is_regular_file(path, error)) {
    if (path.filename() == "Cargo.toml") return path.parent_path();
    return Failure(Error(ErrorKind::usage, "`" + project.string() + "` is not a cargo project")
                       .hint("name the directory with the Cargo.toml"));
  }
  if (!fs::is_directory(path, error)) {
    return failure(ErrorKind::usage, "there is no directory `" + project.string() + "`");
  }
  if (!fs::is_regular_file(path / "Cargo.toml", error)) return no_project(path, project);
  return path;
}

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

// Gives all of the child's stdout to the reader; its stderr is ours.
Expected<ExitStatus> watch(host::ChildProcess& child, MessageReader& reader) {
  std::array<char, 65536> buffer{};
  while (true) {
    std::array<pollfd, 2> waiting = {
        {{child.stdout_fd().get(), POLLIN, 0}, {host::interrupt_fd(), POLLIN, 0}}};
    if (::poll(waiting.data(), waiting.size(), -1) < 0) {
      if (errno == EINTR) continue;
      return failure(ErrorKind::host, "poll failed: " + std::generic_category().message(errno));
    }
    if (waiting[1].revents != 0) {
      child.signal(SIGTERM);
      TRY(child.wait());
      return failure(ErrorKind::cancelled, "interrupted while cargo was building");
    }
    ssize_t got = ::read(child.stdout_fd().get(), buffer.data(), buffer.size());
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return child.wait();
    reader.add({buffer.data(), static_cast<std::size_t>(got)});
  }
}

// Ctrl-C reaches cargo as well as us, and cargo may be the faster one to end.
bool was_interrupted(const ExitStatus& status) {
  const Signaled* signaled = std::get_if<Signaled>(&status);
  return signaled != nullptr &&
         (signaled->signal == SIGINT || signaled->signal == SIGTERM || signaled->signal == SIGHUP);
}

Expected<std::vector<BuiltProgram>> run_cargo(const host::Command& command,
                                              const std::string& project, host::Host& host,
                                              Reporter& reporter) {
  reporter.detail(shown(command));
  MessageReader reader;
  TRY_ASSIGN(std::unique_ptr<host::ChildProcess> child,
             host.processes.start(command,
                                  {host::Stream::null, host::Stream::pipe, host::Stream::inherit}));
  TRY_ASSIGN(ExitStatus status, watch(*child, reader));
  if (was_interrupted(status)) {
    return failure(ErrorKind::cancelled, "interrupted while cargo was building");
  }
  if (!succeeded(status)) {
    return failure(ErrorKind::build,
                   "cargo could not build `" + project + "`: " + to_string(status));
  }
  return reader.programs();
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
  TRY_ASSIGN(fs::path directory, directory_of(request.project));
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
  TRY_ASSIGN(std::vector<BuiltProgram> programs, run_cargo(command, name, host, reporter));
  return finished(in_order(std::move(programs), workspace), request,
                  rust_name(toolchain.target.triple), workshop.target_directory, store, reporter);
}

}  // namespace ashore::build
