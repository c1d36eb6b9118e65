// SPDX-License-Identifier: Apache-2.0
#include "ashore/build/project.h"

#include <string>
#include <system_error>

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

}  // namespace

Expected<fs::path> project_directory(const fs::path& given) {
  std::error_code error;
  fs::path path = fs::absolute(given, error).lexically_normal();
  if (!path.has_filename()) path = path.parent_path();  // "dir/" and "."
  if (fs::is_regular_file(path, error)) {
    if (path.filename() == "Cargo.toml") return path.parent_path();
    return Failure(Error(ErrorKind::usage, "`" + given.string() + "` is not a cargo project")
                       .hint("name the directory with the Cargo.toml"));
  }
  if (!fs::is_directory(path, error)) {
    return failure(ErrorKind::usage, "there is no directory `" + given.string() + "`");
  }
  if (!fs::is_regular_file(path / "Cargo.toml", error)) return no_project(path, given);
  return path;
}

}  // namespace ashore::build
