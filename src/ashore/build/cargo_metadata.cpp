// SPDX-License-Identifier: Apache-2.0
#include "ashore/build/cargo_metadata.h"

#include <algorithm>

#include <nlohmann/json.hpp>

#include "ashore/base/text.h"

namespace ashore::build {

namespace {

using nlohmann::json;

std::string text_in(const json& object, const char* field) {
  auto found = object.find(field);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

const json& list_in(const json& object, const char* field) {
  static const json empty = json::array();
  auto found = object.find(field);
  return found != object.end() && found->is_array() ? *found : empty;
}

// No value: a library, a test, a build script.
std::optional<CargoTarget> program_in(const json& target) {
  if (!target.is_object()) return std::nullopt;
  for (const json& kind : list_in(target, "kind")) {
    // An example may also be a library: its kind is "example" all the same, its crate type is not.
    if (kind != "bin" && kind != "example") continue;
    const json& crate_types = list_in(target, "crate_types");
    if (std::ranges::find(crate_types, json("bin")) == crate_types.end()) continue;
    return CargoTarget{kind.get<std::string>(), text_in(target, "name")};
  }
  return std::nullopt;
}

CargoPackage package_in(const json& object) {
  CargoPackage package;
  package.id = text_in(object, "id");
  package.name = text_in(object, "name");
  package.manifest = text_in(object, "manifest_path");
  std::string default_run = text_in(object, "default_run");
  if (!default_run.empty()) package.default_run = default_run;
  for (const json& target : list_in(object, "targets")) {
    if (std::optional<CargoTarget> program = program_in(target)) {
      package.targets.push_back(std::move(*program));
    }
  }
  return package;
}

// `-p` takes a name, "name@version" or an address that ends in "#name@version".
bool is_named(const CargoPackage& package, std::string_view specification) {
  std::string_view name = specification.substr(specification.find('#') + 1);
  return package.id == specification || package.name == name.substr(0, name.find('@'));
}

std::vector<std::string> names_of(const std::vector<const CargoPackage*>& packages,
                                  std::string_view kind) {
  std::vector<std::string> names;
  for (const CargoPackage* package : packages) {
    for (const CargoTarget& target : package->targets) {
      if (target.kind == kind) names.push_back(target.name);
    }
  }
  return names;
}

}  // namespace

Expected<CargoWorkspace> parse_metadata(std::string_view text) {
  json metadata = json::parse(text, nullptr, false);
  if (!metadata.is_object()) {
    return failure(ErrorKind::bad_input, "`cargo metadata` did not answer in JSON");
  }
  CargoWorkspace workspace;
  workspace.root = text_in(metadata, "workspace_root");
  if (!workspace.root.is_absolute()) {
    return failure(ErrorKind::bad_input, "`cargo metadata` named no workspace_root");
  }
  for (const json& package : list_in(metadata, "packages")) {
    if (package.is_object()) workspace.packages.push_back(package_in(package));
  }
  // Cargo before 1.71 does not tell the default members; then all are.
  const char* field = metadata.contains("workspace_default_members") ? "workspace_default_members"
                                                                     : "workspace_members";
  for (const json& id : list_in(metadata, field)) {
    if (id.is_string()) workspace.default_packages.insert(id.get<std::string>());
  }
  return workspace;
}

std::vector<const CargoPackage*> selected(const CargoWorkspace& workspace, const Request& request,
                                          const std::filesystem::path& directory) {
  std::vector<const CargoPackage*> packages;
  std::error_code ignored;
  bool at_root = std::filesystem::equivalent(directory, workspace.root, ignored);
  for (const CargoPackage& package : workspace.packages) {
    bool chosen = false;
    if (request.package) {
      chosen = is_named(package, *request.package);
    } else if (at_root) {
      chosen = workspace.default_packages.contains(package.id);
    } else {
      chosen = std::filesystem::equivalent(package.manifest.parent_path(), directory, ignored);
    }
    if (chosen) packages.push_back(&package);
  }
  return packages;
}

std::optional<std::string> default_run(const std::vector<const CargoPackage*>& packages,
                                       const Request& request) {
  if (!request.default_run || !request.bins.empty() || !request.examples.empty()) {
    return std::nullopt;
  }
  std::optional<std::string> only;
  for (const CargoPackage* package : packages) {
    if (!package->default_run) continue;
    if (only) return std::nullopt;
    only = package->default_run;
  }
  return only;
}

Expected<void> require_program(const std::vector<const CargoPackage*>& packages,
                               const Request& request) {
  if (packages.empty() || !request.bins.empty() || !request.examples.empty()) return {};
  if (!names_of(packages, "bin").empty()) return {};
  std::string name = packages.size() == 1 ? "`" + packages.front()->name + "` is a library"
                                          : "the packages of this workspace are libraries";
  Error error(ErrorKind::usage, name + ": there is no program to build");
  std::vector<std::string> examples = names_of(packages, "example");
  if (examples.empty()) {
    return Failure(std::move(error).hint("add a src/main.rs, or name a package that has one with "
                                         "`-p NAME`"));
  }
  return Failure(std::move(error).hint("build an example: `--example " +
                                       joined(examples, "`, `--example ") + "`"));
}

}  // namespace ashore::build
