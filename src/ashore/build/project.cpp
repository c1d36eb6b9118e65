// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <array>
#include <string>
#include <system_error>

#include "ashore/build/build.h"

namespace ashore::build {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view cargo_file = "Cargo.toml", cmake_file = "CMakeLists.txt";

bool has(const fs::path& directory, std::string_view file) {
  std::error_code ignored;
  return fs::is_regular_file(directory / file, ignored);
}

// What other build systems leave in a directory, and the command that would build it.
struct OtherSystem {
  std::string_view file, command;
};
constexpr std::array other_systems = {
    OtherSystem{"configure", "sh -c './configure --host=\"$ASHORE_TARGET\" && make'"},
    OtherSystem{"meson.build", "sh -c 'meson setup build --cross-file ashore && ninja -C build'"},
    OtherSystem{"Makefile", "make"}, OtherSystem{"makefile", "make"},
    OtherSystem{"GNUmakefile", "make"}};

Failure no_project(const fs::path& directory, const fs::path& given) {
  Error error(ErrorKind::usage,
              fmt::format("`{}` is no project for cargo or CMake: it has neither {} nor {}",
                          given.string(), cargo_file, cmake_file));
  for (const OtherSystem& system : other_systems) {
    if (!has(directory, system.file)) continue;
    return Failure(std::move(error).hint(fmt::format("it has a {}: name the command that builds "
                                                     "it, as in `ashore build -- {}`",
                                                     system.file, system.command)));
  }
  for (fs::path parent = directory; parent != parent.parent_path();) {
    parent = parent.parent_path();
    if (has(parent, cargo_file) || has(parent, cmake_file)) {
      return Failure(std::move(error).hint("name the project above it: `" + parent.string() + "`"));
    }
  }
  return Failure(std::move(error).hint(
      "name a directory with one of them, a program that is built already, or the command that "
      "builds it: `ashore build -- make`"));
}

}  // namespace

Expected<fs::path> directory_of(const Request& request) {
  std::error_code error;
  fs::path path = fs::absolute(request.project, error).lexically_normal();
  if (!path.has_filename()) path = path.parent_path();  // "dir/" and "."
  if (fs::is_regular_file(path, error)) {
    if (path.filename() == cargo_file || path.filename() == cmake_file) return path.parent_path();
    return Failure(Error(ErrorKind::usage, "`" + request.project.string() + "` is no project")
                       .hint("name the directory with the Cargo.toml or CMakeLists.txt"));
  }
  if (!fs::is_directory(path, error)) {
    return failure(ErrorKind::usage, "there is no directory `" + request.project.string() + "`");
  }
  return path;
}

Expected<BuildSystem> build_system_of(const Request& request) {
  TRY_ASSIGN(fs::path directory, directory_of(request));
  if (!request.command.empty()) return BuildSystem::command;
  if (request.project.filename() == cmake_file) return BuildSystem::cmake;
  if (has(directory, cargo_file)) return BuildSystem::cargo;
  if (has(directory, cmake_file)) return BuildSystem::cmake;
  return no_project(directory, request.project);
}

}  // namespace ashore::build
