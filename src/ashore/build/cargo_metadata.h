// SPDX-License-Identifier: Apache-2.0
// What a cargo workspace has to offer, from the JSON of `cargo metadata --no-deps`.
#pragma once

#include <filesystem>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "ashore/base/expected.h"
#include "ashore/build/build.h"

namespace ashore::build {

// Something that cargo can make a program of.
struct CargoTarget {
  std::string kind;  // "bin" or "example"
  std::string name;
  bool operator==(const CargoTarget&) const = default;
};

struct CargoPackage {
  std::string id, name;
  std::filesystem::path manifest;
  std::optional<std::string> default_run;
  std::vector<CargoTarget> targets;
};

struct CargoWorkspace {
  std::filesystem::path root;
  std::vector<CargoPackage> packages;      // the members, in cargo's order
  std::set<std::string> default_packages;  // ids: what a build at the root means
};

Expected<CargoWorkspace> parse_metadata(std::string_view json);

// The packages that a build in `directory` is about; empty: a package was named that we do not
// find, and cargo will say more.
std::vector<const CargoPackage*> selected(const CargoWorkspace& workspace, const Request& request,
                                          const std::filesystem::path& directory);

// The binary that `cargo run` would run where it need not be told, by `default-run`.
std::optional<std::string> default_run(const std::vector<const CargoPackage*>& packages,
                                       const Request& request);

// ErrorKind::usage if no program can come of the request: libraries only.
Expected<void> require_program(const std::vector<const CargoPackage*>& packages,
                               const Request& request);

}  // namespace ashore::build
