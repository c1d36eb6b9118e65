// SPDX-License-Identifier: Apache-2.0
#include "ashore/build/cargo_messages.h"

#include <algorithm>
#include <tuple>

#include <nlohmann/json.hpp>

namespace ashore::build {

namespace {

using nlohmann::json;

// Cargo's longest line lists a crate's files and features; a megabyte of them is no cargo.
constexpr std::size_t longest_line = std::size_t{1} << 20;

std::string text_at(const json& object, const char* pointer) {
  json::json_pointer place(pointer);
  if (!object.contains(place)) return {};
  const json& value = object.at(place);
  return value.is_string() ? value.get<std::string>() : std::string();
}

std::size_t place_of(const BuiltProgram& program, const CargoWorkspace& workspace) {
  std::size_t place = 0;
  for (const CargoPackage& package : workspace.packages) {
    for (const CargoTarget& target : package.targets) {
      if (package.id == program.package_id && target == program.target) return place;
      ++place;
    }
  }
  return place;
}

}  // namespace

void MessageReader::add(std::string_view piece) {
  while (!piece.empty()) {
    std::size_t end = piece.find('\n');
    std::string_view part = piece.substr(0, end);
    if (begun_.size() + part.size() > longest_line) too_long_ = true;
    if (!too_long_) begun_ += part;
    if (end == std::string_view::npos) return;
    if (!too_long_) line(begun_);
    begun_.clear();
    too_long_ = false;
    piece.remove_prefix(end + 1);
  }
}

void MessageReader::line(std::string_view text) {
  if (!text.starts_with('{')) return;
  json message = json::parse(text, nullptr, false);
  if (!message.is_object() || text_at(message, "/reason") != "compiler-artifact") return;
  std::string executable = text_at(message, "/executable");
  std::string kind = text_at(message, "/target/kind/0");
  if (executable.empty() || (kind != "bin" && kind != "example")) return;
  BuiltProgram program{
      text_at(message, "/package_id"), {kind, text_at(message, "/target/name")}, executable};
  if (std::ranges::find(programs_, program) == programs_.end()) {
    programs_.push_back(std::move(program));
  }
}

std::vector<BuiltProgram> in_order(std::vector<BuiltProgram> programs,
                                   const CargoWorkspace& workspace) {
  // Names decide between programs that the metadata does not know.
  std::ranges::sort(programs, {}, [&](const BuiltProgram& program) {
    return std::tuple(place_of(program, workspace), program.target.name, program.path);
  });
  return programs;
}

}  // namespace ashore::build
