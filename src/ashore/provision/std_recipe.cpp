// SPDX-License-Identifier: Apache-2.0
#include "ashore/provision/std_recipe.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <sstream>
#include <system_error>
#include <toml++/toml.h>

#include "ashore/base/text.h"
#include "ashore/toolchain/rustc_floor.h"
#include "embedded/std_rustc.h"

namespace ashore::provision {

namespace {

using nlohmann::json;

// Raised when the recipe changes in a way that its texts do not show.
constexpr std::string_view recipe_edition = "rust-std 1";

// `test` is what `cargo test` needs; panic_abort what panic="abort" needs.
constexpr std::string_view crates = "std,panic_abort,test";
// A name that no crate of std has.
constexpr std::string_view seed_crate = "ashore_std_seed";

// Panic messages and debug info name std's files as Rust's own releases do, not as they lie here.
std::vector<std::string> std_rustflags(const RustInstallation& rust, const TargetChoice& choice) {
  std::filesystem::path library = rust.library_source.value_or("");
  std::string goal = "=/rustc/" + to_string(rust.number) + "/library";
  std::vector<std::string> flags = rustc_floor_arguments(choice);
  flags.push_back("--remap-path-prefix=" + library.string() + goal);
  std::error_code error;
  std::filesystem::path real = std::filesystem::canonical(library, error);
  if (!error && real != library) flags.push_back("--remap-path-prefix=" + real.string() + goal);
  return flags;
}

bool decides_a_rust_build(std::string_view variable) {
  return variable.starts_with("CARGO") || variable.starts_with("RUST") ||
         variable.starts_with("__CARGO");
}

const json* member(const json& object, const char* name) {
  if (!object.is_object()) return nullptr;
  auto found = object.find(name);
  return found == object.end() ? nullptr : &*found;
}

std::string text_of(const json* value) {
  return value != nullptr && value->is_string() ? value->get<std::string>() : std::string();
}

}  // namespace

store::Key std_key(const RustInstallation& rust, const TargetChoice& choice) {
  std::string triple = rust_name(choice.triple);
  Sha256 recipe;
  for (std::string_view part :
       {recipe_edition, std::string_view(rust.version), std::string_view(rust.host),
        std::string_view(triple), crates, embedded::std_rustc}) {
    recipe.add(part);
    recipe.add(std::string_view("\0", 1));
  }
  // What is made from source beside std keeps the floor too (start_files.h).
  for (const std::string& argument : rustc_floor_arguments(choice)) recipe.add(argument + '\0');
  return {"rust-std", triple + "-" + to_string(rust.number), recipe.finish()};
}

std::string std_manifest() {
  toml::table manifest{
      {"package", toml::table{{"name", seed_crate}, {"version", "0.0.0"}, {"edition", "2021"}}},
      // Whatever Cargo.toml lies above us is not ours.
      {"workspace", toml::table{}}};
  std::ostringstream text;
  text << manifest << "\n";
  return text.str();
}

std::string std_cargo_config(const std::filesystem::path& library_source) {
  toml::table config{
      {"source", toml::table{{"crates-io", toml::table{{"replace-with", "std-vendor"}}},
                             {"std-vendor",
                              toml::table{{"directory", (library_source / "vendor").string()}}}}}};
  std::ostringstream text;
  text << config << "\n";
  return text.str();
}

host::Command std_command(StdStep step, const RustInstallation& rust, const TargetChoice& choice,
                          const StdWorkshop& workshop,
                          const std::map<std::string, std::string>& environment) {
  host::Command command;
  command.argv = {rust.cargo.string(),
                  "build",
                  "--release",
                  "--offline",
                  "--manifest-path=" + workshop.manifest().string(),
                  "--target=" + rust_name(choice.triple),
                  "-Zbuild-std=" + std::string(crates)};
  if (step == StdStep::count_units) {
    command.argv.insert(command.argv.end(), {"-Zunstable-options", "--unit-graph"});
  } else {
    command.argv.emplace_back("--message-format=json-render-diagnostics");
  }
  // cargo reads .cargo/config.toml in every directory above the one it runs in; above the store
  // that is usually the user's own.
  command.directory = "/";
  for (const auto& [name, value] : environment) {
    if (decides_a_rust_build(name)) command.environment[name] = std::nullopt;
  }
  command.environment["CARGO_HOME"] = workshop.cargo_home().string();
  command.environment["CARGO_TARGET_DIR"] = workshop.target().string();
  command.environment["RUSTC"] = rust.rustc.string();
  command.environment["RUSTC_WRAPPER"] = workshop.wrapper().string();
  // -Zbuild-std is not stable; a stable rustc obeys it when told this.
  command.environment["RUSTC_BOOTSTRAP"] = "1";
  // Where rustc is a proxy after all, it is this Rust that is meant.
  if (rust.managed_by_rustup) command.environment["RUSTUP_TOOLCHAIN"] = rust.sysroot.string();
  // Unlike RUSTFLAGS this holds paths with blanks.
  command.environment["CARGO_ENCODED_RUSTFLAGS"] = joined(std_rustflags(rust, choice), "\x1f");
  return command;
}

std::optional<std::size_t> unit_count(std::string_view unit_graph) {
  json graph = json::parse(unit_graph, nullptr, false);
  const json* units = member(graph, "units");
  if (units == nullptr || !units->is_array() || units->empty()) return std::nullopt;
  return units->size();
}

std::optional<FinishedUnit> finished_unit(std::string_view message, const StdWorkshop& workshop,
                                          const std::string& triple) {
  json unit = json::parse(message, nullptr, false);
  std::string reason = text_of(member(unit, "reason"));
  if (reason == "build-script-executed") return FinishedUnit{"build script", std::nullopt};
  if (reason != "compiler-artifact") return std::nullopt;

  const json* target = member(unit, "target");
  FinishedUnit result;
  if (target != nullptr) result.crate = text_of(member(*target, "name"));
  if (result.crate == seed_crate) return result;
  const json* files = member(unit, "filenames");
  if (files == nullptr || !files->is_array()) return result;
  std::string for_target = (workshop.target() / triple).string() + "/";
  for (const json& file : *files) {
    std::string path = text_of(&file);
    if (path.starts_with(for_target) && path.ends_with(".rlib")) result.rlib = path;
  }
  return result;
}

std::vector<std::string> missing_crates(const std::vector<std::filesystem::path>& rlibs) {
  constexpr std::array needed = {"alloc",        "compiler_builtins", "core", "libc", "panic_abort",
                                 "panic_unwind", "proc_macro",        "std",  "test", "unwind"};
  std::vector<std::string> missing;
  for (const char* crate : needed) {
    std::string start = std::string("lib") + crate + "-";
    bool there = std::ranges::any_of(rlibs, [&](const std::filesystem::path& rlib) {
      return rlib.filename().string().starts_with(start);
    });
    if (!there) missing.emplace_back(crate);
  }
  return missing;
}

}  // namespace ashore::provision
