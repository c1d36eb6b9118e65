// SPDX-License-Identifier: Apache-2.0
#include "ashore/build/cargo_config.h"

#include <algorithm>
#include <string_view>
#include <vector>

#include <toml++/toml.h>

#include "ashore/build/rustc_wrapper.h"

namespace ashore::build {

namespace {

namespace fs = std::filesystem;

constexpr int deepest_include = 8;

std::optional<std::string> variable(const std::map<std::string, std::string>& environment,
                                    const std::string& name) {
  auto found = environment.find(name);
  if (found == environment.end()) return std::nullopt;
  return found->second;
}

std::string resolved(const std::string& program, const fs::path& base) {
  if (program.find('/') == std::string::npos) return program;
  return (base / program).lexically_normal().string();
}

// Files named by `include = "a.toml"`, `["a.toml", "b.toml"]` or `[{ path = "a.toml" }]`.
std::vector<std::string> included(const toml::table& settings) {
  std::vector<std::string> paths;
  toml::node_view<const toml::node> include = settings["include"];
  if (auto path = include.value<std::string>()) paths.push_back(*path);
  if (const toml::array* list = include.as_array()) {
    for (const toml::node& entry : *list) {
      if (auto path = entry.value<std::string>()) paths.push_back(*path);
      if (const toml::table* table = entry.as_table()) {
        if (auto path = (*table)["path"].value<std::string>()) paths.push_back(*path);
      }
    }
  }
  return paths;
}

// The library, as distributions build it, tells a mistake by an exception; it ends here.
std::optional<toml::table> parsed(std::string_view text) {
  try {
    return toml::parse(text);
  } catch (const toml::parse_error&) {
    return std::nullopt;
  }
}

// What one file says, or what it includes; a file that is no TOML says nothing here, and cargo
// itself will complain.
std::optional<std::string> wrapper_in(const fs::path& file, const ReadFile& read_file, int depth) {
  std::optional<std::string> text = read_file(file);
  if (!text || depth > deepest_include) return std::nullopt;
  std::optional<toml::table> settings = parsed(*text);
  if (!settings) return std::nullopt;
  if (auto wrapper = (*settings)["build"]["rustc-wrapper"].value<std::string>()) {
    // Relative to the directory that holds .cargo.
    return resolved(*wrapper, file.parent_path().parent_path());
  }
  std::vector<std::string> paths = included(*settings);
  std::ranges::reverse(paths);  // the last one wins
  for (const std::string& path : paths) {
    std::optional<std::string> wrapper =
        wrapper_in(file.parent_path() / path, read_file, depth + 1);
    if (wrapper) return wrapper;
  }
  return std::nullopt;
}

// Of both names cargo takes the old one, with a warning.
std::optional<std::string> wrapper_in_directory(const fs::path& dot_cargo,
                                                const ReadFile& read_file) {
  for (const char* name : {"config", "config.toml"}) {
    if (read_file(dot_cargo / name)) return wrapper_in(dot_cargo / name, read_file, 0);
  }
  return std::nullopt;
}

fs::path cargo_home(const fs::path& directory,
                    const std::map<std::string, std::string>& environment) {
  std::string home = variable(environment, "CARGO_HOME").value_or("");
  if (!home.empty()) return directory / home;
  return fs::path(variable(environment, "HOME").value_or("/")) / ".cargo";
}

std::string found_wrapper(const fs::path& directory,
                          const std::map<std::string, std::string>& environment,
                          const ReadFile& read_file) {
  for (const char* name : {"RUSTC_WRAPPER", "CARGO_BUILD_RUSTC_WRAPPER"}) {
    // Set and empty means: none, whatever the files say.
    if (auto wrapper = variable(environment, name)) return resolved(*wrapper, directory);
  }
  for (fs::path place = directory;; place = place.parent_path()) {
    if (auto wrapper = wrapper_in_directory(place / ".cargo", read_file)) return *wrapper;
    if (place == place.parent_path()) break;
  }
  return wrapper_in_directory(cargo_home(directory, environment), read_file).value_or("");
}

}  // namespace

std::string user_rustc_wrapper(const fs::path& directory,
                               const std::map<std::string, std::string>& environment,
                               const ReadFile& read_file) {
  std::string wrapper = found_wrapper(directory, environment, read_file);
  // A build script of a project that we build may call us again; we are in the chain already.
  if (fs::path(wrapper).filename() == wrapper_name) return "";
  return wrapper;
}

}  // namespace ashore::build
