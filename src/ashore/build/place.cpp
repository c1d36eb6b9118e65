// SPDX-License-Identifier: Apache-2.0
#include "ashore/build/place.h"

#include <fmt/format.h>

#include "ashore/base/digest.h"

namespace ashore::build {

namespace fs = std::filesystem;

namespace {

fs::path below_state(const fs::path& project) {
  return fs::path("build") / place_name(project.filename().string(), project.string());
}

}  // namespace

std::string place_name(std::string_view name, std::string_view made_from) {
  return fmt::format("{}-{}", name, hex(sha256(made_from)).substr(0, 16));
}

fs::path name_of_place(const fs::path& project, const store::Store& store) {
  return store.root() / "state" / below_state(project);
}

Expected<fs::path> place_of(const fs::path& project, const store::Store& store) {
  return store.state(below_state(project));
}

}  // namespace ashore::build
