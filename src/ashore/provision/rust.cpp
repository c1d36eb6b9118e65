// SPDX-License-Identifier: Apache-2.0
#include <chrono>
#include <optional>
#include <string_view>
#include <utility>

#include "ashore/provision/linker.h"
#include "ashore/provision/provision.h"
#include "ashore/provision/rustup.h"
#include "ashore/provision/start_files.h"
#include "ashore/provision/std_build.h"
#include "ashore/provision/ways.h"
#include "ashore/toolchain/arguments.h"

namespace ashore::provision {

namespace {

using namespace std::chrono_literals;

std::string origin_in_words(StdOrigin origin) {
  switch (origin) {
  case StdOrigin::installed: return "std installed";
  case StdOrigin::rustup: return "std added by rustup";
  case StdOrigin::built_from_source: return "std built from source";
  }
  return "";
}

// Compiles nothing against an installed std. Distributions put the stds of several Rust versions
// into one directory, and rustc takes only its own (E0514).
Expected<void> try_installed_std(const RustInstallation& rust, const std::string& triple,
                                 host::Host& host) {
  host::Command command;
  command.argv = {rust.rustc.string(),  "--target=" + triple, "--crate-type=lib",
                  "--crate-name=empty", "--emit=metadata=-",  "-"};
  command.input = "\n";
  command.deadline = 60s;
  Expected<host::ProcessOutput> output = host.processes.run(command);
  if (!output) return Failure(std::move(output).error());
  if (succeeded(output->status)) return {};
  return Failure(Error(ErrorKind::toolchain, "the std for " + triple + " in " +
                                                 rust.sysroot.string() + " is not one of Rust " +
                                                 rust.version));
}

class Provider {
 public:
  Provider(const TargetChoice& choice, const DeskFacts& desk, host::Host& host,
           const store::Store& store, Reporter& reporter)
      : choice_(choice), desk_(desk), host_(host), store_(store), reporter_(reporter),
        triple_(rust_name(choice.triple)) {}

  // Way by way; what did not work is said where another way follows.
  Expected<Toolchain> first_that_works() {
    std::vector<Way> ways =
        with_the_hopeless_last(ways_to_std(desk_, choice_), [&](const Way& way) {
          return way.origin == StdOrigin::rustup &&
                 rustup_failed_lately(desk_.rust[way.installation], triple_, store_);
        });
    if (ways.empty()) return Failure(no_std(desk_, choice_.triple));
    std::optional<Error> failed;
    for (const Way& way : ways) {
      Expected<Toolchain> toolchain = by(way);
      if (toolchain) {
        announce(way, *toolchain);
        return toolchain;
      }
      Error error = std::move(toolchain).error();
      if (error.kind() == ErrorKind::cancelled) return Failure(std::move(error));
      // What rustup cannot do is no failure of the whole: it is one of the ways that there are.
      bool of_rustup = way.origin == StdOrigin::rustup;
      if (of_rustup || way != ways.back()) {
        reporter_.decided(Stage::provision, error.message());
      }
      if (!of_rustup && !failed) failed = std::move(error);
    }
    return Failure(failed ? *std::move(failed) : no_std(desk_, choice_.triple));
  }

 private:
  Expected<Toolchain> by(const Way& way) {
    const RustInstallation& rust = desk_.rust[way.installation];
    // Before std is provided: without a linker that would be a minute for nothing.
    TRY_ASSIGN(Linker linker, linker_for(choice_.triple, desk_, rust, host_));
    TRY_ASSIGN(std::filesystem::path sysroot, sysroot_by(way.origin, rust));
    Toolchain toolchain;
    toolchain.target = choice_;
    toolchain.rust = rust;
    toolchain.std_origin = way.origin;
    toolchain.sysroot = sysroot;
    toolchain.linker = linker.path;
    toolchain.rustc_arguments = rustc_arguments(choice_, linker, sysroot);
    if (way.origin == StdOrigin::built_from_source) {
      for (std::string& argument : unwinder_arguments(choice_.triple)) {
        toolchain.rustc_arguments.push_back(std::move(argument));
      }
    }
    toolchain.description = title(rust) + ", " + origin_in_words(way.origin) + ", " + linker.name;
    return toolchain;
  }

  // The sysroot to name; empty where rustc's own has the std.
  Expected<std::filesystem::path> sysroot_by(StdOrigin origin, const RustInstallation& rust) {
    switch (origin) {
    case StdOrigin::installed:
      // rustup keeps each version apart.
      if (!rust.managed_by_rustup) TRY(try_installed_std(rust, triple_, host_));
      return std::filesystem::path();
    case StdOrigin::rustup:
      reporter_.progress(Stage::provision, "asking rustup for std for " + triple_, {});
      TRY(add_with_rustup(*desk_.rustup, rust, triple_, host_, store_));
      return std::filesystem::path();
    case StdOrigin::built_from_source:
      return std_from_source(choice_, rust, desk_, host_, store_, reporter_);
    }
    std::unreachable();
  }

  void announce(const Way& way, const Toolchain& toolchain) {
    std::string text = toolchain.description;
    std::string why = why_not_the_first(desk_, way.installation, choice_.triple);
    if (!why.empty()) text += " (" + why + ")";
    reporter_.decided(Stage::provision, text);
  }

  const TargetChoice& choice_;
  const DeskFacts& desk_;
  host::Host& host_;
  const store::Store& store_;
  Reporter& reporter_;
  std::string triple_;
};

}  // namespace

Expected<Toolchain> rust(const TargetChoice& choice, const DeskFacts& desk, host::Host& host,
                         const store::Store& store, Reporter& reporter) {
  if (desk.rust.empty()) return Failure(no_rust(desk));
  std::string name = rust_name(choice.triple);
  if (name.empty()) {
    return failure(ErrorKind::toolchain,
                   "Rust has no Linux target for " + to_string(choice.triple.machine));
  }
  if (choice.triple.libc != Libc::musl || choice.linkage != Linkage::fully_static) {
    return Failure(Error(ErrorKind::toolchain, "ashore cannot link dynamically for " + name +
                                                   ": it provides static programs on musl only")
                       .hint("choose a musl target: such a program needs no libc on the device"));
  }
  return Provider(choice, desk, host, store, reporter).first_that_works();
}

}  // namespace ashore::provision
