// SPDX-License-Identifier: Apache-2.0
#include "ashore/provision/std_build.h"

#include <functional>
#include <system_error>

#include "ashore/base/text.h"
#include "ashore/host/files.h"
#include "ashore/provision/proof.h"
#include "ashore/provision/start_files.h"
#include "ashore/provision/std_recipe.h"
#include "ashore/provision/ways.h"
#include "embedded/std_rustc.h"

namespace ashore::provision {

namespace {

namespace fs = std::filesystem;

// Measured with Rust 1.96 for ARM on x86-64; said before the work begins.
constexpr std::string_view usual_cost = "once, about 1 minute of CPU time and 100 MB in the store";

// The pieces of a stream, given on as whole lines.
class LineReader {
 public:
  explicit LineReader(std::function<void(std::string_view)> on_line)
      : on_line_(std::move(on_line)) {}
  void add(std::string_view piece) {
    pending_ += piece;
    std::size_t start = 0;
    for (std::size_t end = 0; (end = pending_.find('\n', start)) != std::string::npos;) {
      on_line_(std::string_view(pending_).substr(start, end - start));
      start = end + 1;
    }
    pending_.erase(0, start);
  }

 private:
  std::function<void(std::string_view)> on_line_;
  std::string pending_;
};

Expected<void> furnish(const StdWorkshop& workshop, const fs::path& library_source) {
  TRY(host::make_directories(workshop.source().parent_path()));
  TRY(host::make_directories(workshop.cargo_home()));
  TRY(host::write_file(workshop.manifest(), std_manifest()));
  TRY(host::write_file(workshop.source(), ""));
  TRY(host::write_file(workshop.cargo_config(), std_cargo_config(library_source)));
  TRY(host::write_file(workshop.wrapper(), embedded::std_rustc, 0755));
  return {};
}

// One build of one std.
struct StdBuild {
  const TargetChoice& choice;
  std::string triple;
  const RustInstallation& rust;
  host::Host& host;
  Reporter& reporter;

  Expected<std::size_t> units(const StdWorkshop& workshop) const {
    host::Command command =
        std_command(StdStep::count_units, rust, choice, workshop, host.environment);
    TRY_ASSIGN(host::ProcessOutput output,
               host::require_success(host.processes.run(command), command, ErrorKind::toolchain));
    // Only progress depends on it.
    return unit_count(output.out).value_or(0);
  }

  // The rlibs, where cargo left them.
  Expected<std::vector<fs::path>> rlibs(const StdWorkshop& workshop) const {
    TRY_ASSIGN(std::size_t all, units(workshop));
    std::vector<fs::path> made;
    std::size_t done = 0;
    LineReader messages([&](std::string_view line) {
      std::optional<FinishedUnit> unit = finished_unit(line, workshop, triple);
      if (!unit) return;
      ++done;
      if (unit->rlib) made.push_back(*unit->rlib);
      std::string text = "std for " + triple + ": " + std::to_string(done);
      if (all != 0) text += " of " + std::to_string(all);
      std::optional<double> fraction;
      if (all != 0) fraction = static_cast<double>(done) / static_cast<double>(all);
      reporter.progress(Stage::provision, text + " (" + unit->crate + ")", fraction);
    });
    host::Command command = std_command(StdStep::build, rust, choice, workshop, host.environment);
    reporter.detail(host::shown(command));
    TRY(host::require_success(
        host.processes.run(command, [&](std::string_view piece) { messages.add(piece); }, {}),
        command, ErrorKind::toolchain));
    return made;
  }
};

// Within the store, so these are renames.
Expected<void> install(const std::vector<fs::path>& rlibs, const fs::path& library) {
  if (std::vector<std::string> missing = missing_crates(rlibs); !missing.empty()) {
    return failure(ErrorKind::toolchain,
                   "the std that cargo built lacks the crates " + joined(missing, ", "));
  }
  TRY(host::make_directories(library));
  for (const fs::path& rlib : rlibs) {
    std::error_code error;
    fs::rename(rlib, library / rlib.filename(), error);
    if (error) {
      return failure(ErrorKind::host,
                     "cannot move `" + rlib.string() + "` into place: " + error.message());
    }
  }
  return {};
}

Error no_cc(const DeskFacts& desk) {
  Error error(ErrorKind::toolchain,
              "no `cc` on this computer: the build scripts of std are programs that run here and "
              "have to be linked");
  return std::move(error).hint(desk.has_apt ? "apt-get install gcc libc6-dev"
                                            : "install a C compiler");
}

}  // namespace

Expected<fs::path> std_from_source(const TargetChoice& choice, const RustInstallation& rust,
                                   const DeskFacts& desk, host::Host& host,
                                   const store::Store& store, Reporter& reporter) {
  std::string name = rust_name(choice.triple);
  if (!has_start_files(choice.triple) || !rust.library_source)
    return Failure(no_std(desk, choice.triple));

  auto make = [&](const fs::path& entry) -> Expected<void> {
    if (!desk.cc) return Failure(no_cc(desk));
    reporter.decided(Stage::provision, "building std for " + name + " from the source of " +
                                           title(rust) + ": " + std::string(usual_cost));
    fs::path library = entry / "lib/rustlib" / name / "lib";
    // First what may need a network: a minute of compiling before that fails would be wasted.
    TRY(place_start_files(choice, library / "self-contained", host, store, reporter));
    StdWorkshop workshop{entry / "workshop"};
    TRY(furnish(workshop, *rust.library_source));
    StdBuild build{choice, name, rust, host, reporter};
    TRY_ASSIGN(std::vector<fs::path> rlibs, build.rlibs(workshop));
    TRY(install(rlibs, library));
    std::error_code error;
    fs::remove_all(workshop.directory, error);
    if (error) return failure(ErrorKind::host, "cannot empty the workshop: " + error.message());
    return {};
  };
  auto on_wait = [&] {
    reporter.progress(Stage::provision, "another ashore is building std for " + name, {});
  };
  Expected<fs::path> entry = store.obtain(std_key(rust, choice), make, on_wait);
  if (!entry) return Failure(std::move(entry).error().while_doing("building std for " + name));
  Expected<void> proof = prove_std_once(*entry, choice, store);
  if (!proof) return Failure(std::move(proof).error().while_doing("checking std for " + name));
  return entry;
}

}  // namespace ashore::provision
