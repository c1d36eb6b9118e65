// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <system_error>
#include <thread>

#include "ashore/base/text.h"
#include "ashore/build/artifact.h"
#include "ashore/build/build.h"
#include "ashore/build/build_tool.h"
#include "ashore/build/cmake_replies.h"
#include "ashore/build/place.h"
#include "ashore/host/files.h"

namespace ashore::build {

namespace {

namespace fs = std::filesystem;

// Cargo's words for profiles, and CMake's own in any case.
std::string build_type(const Request& request) {
  if (!request.profile) return request.small ? "MinSizeRel" : "";
  constexpr std::array<std::pair<std::string_view, std::string_view>, 5> words = {
      {{"dev", "Debug"},
       {"debug", "Debug"},
       {"release", "Release"},
       {"minsizerel", "MinSizeRel"},
       {"relwithdebinfo", "RelWithDebInfo"}}};
  for (const auto& [word, type] : words) {
    if (word == lower_case(*request.profile)) return std::string(type);
  }
  return *request.profile;
}

class CmakeBuild {
 public:
  CmakeBuild(const Request& request, const CrossTools& tools, host::Host& host,
             const store::Store& store, Reporter& reporter)
      : request_(request), tools_(tools), host_(host), store_(store), reporter_(reporter) {}

  Expected<std::vector<Artifact>> run() {
    TRY_ASSIGN(source_, directory_of(request_));
    name_ = source_.filename().string();
    type_ = build_type(request_);
    std::optional<fs::path> cmake = host::find_program(host_, "cmake");
    if (!cmake) {
      return Failure(Error(ErrorKind::toolchain, "there is no cmake on this computer")
                         .hint("Debian, Ubuntu: apt-get install cmake ninja-build; macOS: brew "
                               "install cmake ninja"));
    }
    cmake_ = cmake->string();
    TRY_ASSIGN(fs::path place, place_of(source_, store_));
    std::vector<std::string> configuring = configure_words();
    directory_ = place / place_name("cmake-" + tools_.target,
                                    joined(configuring, "\n") + cmake_toolchain(tools_) +
                                        tools_.baseline + (request_.small ? "small" : ""));
    TRY_ASSIGN(host::FileLock one_at_a_time, host::FileLock::acquire(place / "lock", [&] {
                 reporter_.progress(Stage::build, "waiting for another build of this project",
                                    std::nullopt);
               }));
    TRY(configure(std::move(configuring)));
    TRY_ASSIGN(std::vector<CmakeProgram> programs, wanted());
    TRY(make(programs));
    return finished(programs);
  }

 private:
  std::vector<std::string> configure_words() const {
    std::vector<std::string> words = {cmake_, "-S", source_.string(),
                                      "-DCMAKE_TOOLCHAIN_FILE=" +
                                          cmake_toolchain_file(tools_).string()};
    if (!type_.empty()) words.push_back("-DCMAKE_BUILD_TYPE=" + type_);
    bool chose_generator = !host::variable(host_, "CMAKE_GENERATOR").empty();
    if (!chose_generator && host::find_program(host_, "ninja"))
      words.insert(words.end(), {"-G", "Ninja"});
    for (const std::string& definition : request_.definitions) words.push_back("-D" + definition);
    return words;
  }

  // Once; CMake itself notices later what changed in the project.
  Expected<void> configure(std::vector<std::string> words) {
    fs::path done = directory_ / "ashore-configured";
    std::error_code ignored;
    if (fs::exists(done, ignored)) return {};
    TRY(host::make_directories(directory_));
    TRY(ask_for_targets(directory_));
    words.insert(words.begin() + 1, {"-B", directory_.string()});
    TRY(call(words, "configuring " + name_));
    return host::write_file(done, "");
  }

  // The programs that are asked for; all, where none is.
  Expected<std::vector<CmakeProgram>> wanted() const {
    TRY_ASSIGN(std::vector<CmakeProgram> programs, programs_of(directory_, type_));
    if (programs.empty()) {
      return Failure(Error(ErrorKind::usage, "the project `" + name_ + "` makes no program")
                         .hint("its CMakeLists.txt has no add_executable for this target"));
    }
    if (!request_.bins.empty()) return named(programs);
    auto is_installed = [](const CmakeProgram& program) { return program.is_installed; };
    if (request_.default_run && std::ranges::count_if(programs, is_installed) == 1)
      std::erase_if(programs, std::not_fn(is_installed));
    return programs;
  }

  Expected<std::vector<CmakeProgram>> named(const std::vector<CmakeProgram>& programs) const {
    std::vector<CmakeProgram> found;
    std::vector<std::string> names;
    for (const CmakeProgram& program : programs) names.push_back(program.name);
    for (const std::string& name : request_.bins) {
      auto program = std::ranges::find(programs, name, &CmakeProgram::name);
      if (program != programs.end()) {
        found.push_back(*program);
        continue;
      }
      std::optional<std::string> near = nearest(name, names);
      return Failure(
          Error(ErrorKind::usage, "the project `" + name_ + "` makes no program `" + name + "`")
              .hint(near ? "did you mean `" + *near + "`?" : "it makes " + joined(names, ", ")));
    }
    return found;
  }

  Expected<void> make(const std::vector<CmakeProgram>& programs) const {
    std::vector<std::string> words = {cmake_, "--build", directory_.string()};
    if (!type_.empty()) words.insert(words.end(), {"--config", type_});
    if (!request_.bins.empty()) {
      words.emplace_back("--target");
      for (const CmakeProgram& program : programs) words.push_back(program.name);
    }
    return call(words, "building " + name_);
  }

  Expected<void> call(const std::vector<std::string>& words, const std::string& what) const {
    host::Command command = tool_command(words, source_, tools_, host_);
    // make takes one core where nobody says more.
    if (host::variable(host_, "CMAKE_BUILD_PARALLEL_LEVEL").empty()) {
      command.environment["CMAKE_BUILD_PARALLEL_LEVEL"] =
          std::to_string(std::max(1U, std::thread::hardware_concurrency()));
    }
    if (request_.small) ask_for_size(command, tools_, host_);
    reporter_.detail(host::shown(command));
    return run_build_tool(command, what, host_.processes);
  }

  Expected<std::vector<Artifact>> finished(const std::vector<CmakeProgram>& programs) const {
    std::vector<Linked> linked;
    std::error_code ignored;
    for (const CmakeProgram& program : programs) {
      // What is not part of `all` was not built.
      if (!fs::exists(program.path, ignored)) continue;
      fs::path place = program.path.lexically_relative(directory_);
      if (place.empty() || *place.begin() == "..") place = program.path.filename();
      linked.push_back({program.name, program.path, std::move(place)});
    }
    if (linked.empty()) {
      return Failure(Error(ErrorKind::build, "CMake built no program of `" + name_ + "`")
                         .hint("name one that is not built by default: `--bin " +
                               programs.front().name + "`"));
    }
    Finishing like{"", tools_.target, directory_ / "ashore-shipped", request_.keep_debug,
                   request_.small};
    return finish_all(linked, like, type_.empty() ? "CMake's default build type" : type_, store_,
                      reporter_);
  }

  const Request& request_;
  const CrossTools& tools_;
  host::Host& host_;
  const store::Store& store_;
  Reporter& reporter_;
  fs::path source_, directory_;
  std::string cmake_, name_, type_;
};

}  // namespace

Expected<std::vector<Artifact>> cmake(const Request& request, const CrossTools& tools,
                                      host::Host& host, const store::Store& store,
                                      Reporter& reporter) {
  return CmakeBuild(request, tools, host, store, reporter).run();
}

}  // namespace ashore::build
