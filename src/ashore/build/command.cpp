// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <system_error>

#include "ashore/base/text.h"
#include "ashore/build/artifact.h"
#include "ashore/build/build.h"
#include "ashore/build/build_tool.h"
#include "ashore/build/executables.h"
#include "ashore/build/place.h"
#include "ashore/host/files.h"

namespace ashore::build {

namespace {

namespace fs = std::filesystem;
using Paths = std::set<fs::path>;

class CommandBuild {
 public:
  CommandBuild(const Request& request, const CrossTools& tools, host::Host& host,
               const store::Store& store, Reporter& reporter)
      : request_(request), tools_(tools), host_(host), store_(store), reporter_(reporter) {}

  Expected<std::vector<Artifact>> run() {
    TRY_ASSIGN(directory_, directory_of(request_));
    TRY_ASSIGN(place_, place_of(directory_, store_));
    Executables before = executables_below(directory_);
    host::Command command = tool_command(request_.command, directory_, tools_, host_);
    if (request_.small) ask_for_size(command, tools_, host_);
    reporter_.detail(host::shown(command));
    TRY(run_build_tool(command, "building " + directory_.filename().string(), host_.processes));
    Paths programs;
    if (request_.artifacts.empty()) {
      TRY_ASSIGN(programs, found(before));
    } else {
      TRY_ASSIGN(programs, named());
    }
    return finished(programs);
  }

 private:
  // Beside what is new or changed, what an earlier build made; where there is nothing of that,
  // whatever is there.
  Expected<Paths> found(const Executables& before) {
    Executables after = executables_below(directory_);
    Paths known = remembered(), programs, old, foreign;
    for (const auto& [path, state] : after) {
      ProgramKind kind = kind_of(path, tools_.machine);
      if (kind == ProgramKind::no_program) continue;
      if (kind == ProgramKind::for_another_machine) {
        foreign.insert(path);
        continue;
      }
      auto earlier = before.find(path);
      bool is_new = earlier == before.end() || earlier->second != state;
      (is_new || known.contains(path) ? programs : old).insert(path);
    }
    if (programs.empty()) programs = old;
    if (programs.empty()) return nothing_found(foreign);
    TRY(remember(programs));
    return programs;
  }

  Failure nothing_found(const Paths& foreign) const {
    if (!foreign.empty()) return for_another_machine(*foreign.begin());
    return Failure(
        Error(ErrorKind::build,
              fmt::format("`{}` made no program for {} in `{}`", joined(request_.command, " "),
                          in_words(tools_.machine.arch), directory_.string()))
            .hint("if it is put elsewhere: `--artifact PATH`"));
  }

  Failure for_another_machine(const fs::path& program) const {
    return Failure(
        Error(ErrorKind::build, fmt::format("`{}` is for another machine than {}", program.string(),
                                            in_words(tools_.machine.arch)))
            .hint(fmt::format("what built it did not use $CC, which is {0}-gcc; a Makefile that "
                              "names its own compiler needs `make CC={0}-gcc`, after `make clean`",
                              tools_.target)));
  }

  Expected<Paths> named() const {
    Paths programs;
    for (const fs::path& artifact : request_.artifacts) {
      fs::path path = (directory_ / artifact).lexically_normal();
      std::error_code ignored;
      if (!fs::is_regular_file(path, ignored)) return not_there(artifact);
      ProgramKind kind = kind_of(path, tools_.machine);
      if (kind == ProgramKind::for_another_machine) return for_another_machine(path);
      if (kind == ProgramKind::no_program)
        return failure(ErrorKind::build, "`" + path.string() + "` is no program");
      programs.insert(path);
    }
    return programs;
  }

  Failure not_there(const fs::path& artifact) const {
    std::vector<std::string> names;
    for (const auto& [path, state] : executables_below(directory_)) {
      if (kind_of(path, tools_.machine) == ProgramKind::for_target)
        names.push_back(path.lexically_relative(directory_).string());
    }
    Error error(ErrorKind::build, "the command made no `" + artifact.string() + "`");
    std::optional<std::string> near = nearest(artifact.string(), names);
    if (near) return Failure(std::move(error).hint("did you mean `" + *near + "`?"));
    if (names.empty()) return Failure(std::move(error));
    return Failure(std::move(error).hint("there are " + joined(names, ", ")));
  }

  fs::path note() const { return place_ / ("programs-" + tools_.target); }

  Paths remembered() const {
    Paths paths;
    Expected<std::string> text = host::read_file(note());
    if (!text) return paths;
    for (std::string_view line : lines(*text)) paths.emplace(line);
    return paths;
  }

  Expected<void> remember(const Paths& programs) const {
    std::string text;
    for (const fs::path& program : programs) text += program.string() + "\n";
    return host::write_file(note(), text);
  }

  Expected<std::vector<Artifact>> finished(const Paths& programs) const {
    std::vector<Linked> linked;
    for (const fs::path& program : programs) {
      fs::path place = program.lexically_relative(directory_);
      if (place.empty() || *place.begin() == "..") place = program.filename();
      linked.push_back({program.filename().string(), program, std::move(place)});
    }
    Finishing like{"", tools_.target, place_ / ("shipped-" + tools_.target), request_.keep_debug,
                   request_.small};
    return finish_all(linked, like, "by " + fs::path(request_.command.front()).filename().string(),
                      store_, reporter_);
  }

  const Request& request_;
  const CrossTools& tools_;
  host::Host& host_;
  const store::Store& store_;
  Reporter& reporter_;
  fs::path directory_, place_;
};

}  // namespace

Expected<std::vector<Artifact>> command(const Request& request, const CrossTools& tools,
                                        host::Host& host, const store::Store& store,
                                        Reporter& reporter) {
  return CommandBuild(request, tools, host, store, reporter).run();
}

}  // namespace ashore::build
