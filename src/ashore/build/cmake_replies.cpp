// SPDX-License-Identifier: Apache-2.0
#include "ashore/build/cmake_replies.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <system_error>

#include "ashore/host/files.h"

namespace ashore::build {

namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr std::uint64_t most_bytes = std::uint64_t{256} << 20;

std::string text_at(const json& value, const char* pointer) {
  json::json_pointer at(pointer);
  return value.contains(at) && value[at].is_string() ? value[at].get<std::string>() : std::string();
}

const json& list_at(const json& value, const char* name) {
  static const json none = json::array();
  return value.contains(name) && value[name].is_array() ? value[name] : none;
}

Expected<json> read_reply(const fs::path& file) {
  TRY_ASSIGN(std::string text, host::read_file(file, most_bytes));
  json reply = json::parse(text, nullptr, false);
  if (!reply.is_object())
    return failure(ErrorKind::build, "CMake's answer `" + file.string() + "` is no JSON");
  return reply;
}

// The newest index is the last by name (cmake-file-api(7), "v1 Reply Index File").
Expected<json> read_index(const fs::path& replies) {
  fs::path newest;
  std::error_code error;
  for (const fs::directory_entry& file : fs::directory_iterator(replies, error)) {
    if (file.path().filename().string().starts_with("index-"))
      newest = std::max(newest, file.path());
  }
  if (newest.empty()) {
    return Failure(
        Error(ErrorKind::build, "CMake left no word in `" + replies.string() + "` of its targets")
            .hint("ashore needs CMake 3.14 or later"));
  }
  return read_reply(newest);
}

Expected<json> read_codemodel(const fs::path& replies) {
  TRY_ASSIGN(json index, read_index(replies));
  for (const json& object : list_at(index, "objects")) {
    if (text_at(object, "/kind") == "codemodel")
      return read_reply(replies / text_at(object, "/jsonFile"));
  }
  return failure(ErrorKind::build,
                 "CMake's answer in `" + replies.string() + "` does not tell its targets");
}

}  // namespace

Expected<void> ask_for_targets(const fs::path& build_directory) {
  fs::path query = build_directory / ".cmake/api/v1/query";
  TRY(host::make_directories(query));
  return host::write_file(query / "codemodel-v2", "");
}

Expected<std::vector<CmakeProgram>> programs_of(const fs::path& build_directory,
                                                const std::string& build_type) {
  fs::path replies = build_directory / ".cmake/api/v1/reply";
  TRY_ASSIGN(json model, read_codemodel(replies));
  const json& configurations = list_at(model, "configurations");
  auto chosen = std::ranges::find_if(configurations, [&](const json& configuration) {
    return text_at(configuration, "/name") == build_type;
  });
  if (chosen == configurations.end()) chosen = configurations.begin();
  std::vector<CmakeProgram> programs;
  if (chosen == configurations.end()) return programs;
  for (const json& target : list_at(*chosen, "targets")) {
    TRY_ASSIGN(json described, read_reply(replies / text_at(target, "/jsonFile")));
    if (text_at(described, "/type") != "EXECUTABLE") continue;
    std::string path = text_at(described, "/artifacts/0/path");
    if (path.empty()) continue;
    programs.push_back(
        {text_at(described, "/name"), build_directory / path, described.contains("install")});
  }
  return programs;
}

}  // namespace ashore::build
