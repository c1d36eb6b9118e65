// SPDX-License-Identifier: Apache-2.0
// Runs one golden transcript: ashore_golden ASHORE TRANSCRIPT. Status 0: as written; 1: not; 77:
// something it needs is not here. With ASHORE_ACCEPT=1 the transcript is rewritten with what was
// said.
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <system_error>
#include <vector>

#include "ashore/host/files.h"
#include "ashore/host/process.h"
#include "transcript.h"

namespace ashore::golden {

namespace {

constexpr int skipped = 77;

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  for (std::size_t at = text.find(from); at != std::string::npos;
       at = text.find(from, at + to.size())) {
    text.replace(at, from.size(), to);
  }
  return text;
}

// The only programs that a command finds: ashore under both its names, and what the transcript says
// it needs.
Expected<void> fill_path(const std::filesystem::path& bin, const std::filesystem::path& ashore,
                         const std::vector<std::string>& needs) {
  TRY(host::make_directories(bin));
  std::error_code error;
  std::filesystem::create_symlink(ashore, bin / "ashore", error);
  std::filesystem::create_symlink(ashore, bin / "cargo-ashore", error);
  const char* path = std::getenv("PATH");
  for (const std::string& name : needs) {
    std::vector<std::filesystem::path> found = host::find_programs(name, path ? path : "");
    if (found.empty()) return failure(ErrorKind::host, name);
    std::filesystem::create_symlink(found.front(), bin / name, error);
  }
  return {};
}

// Nothing of the user's own surroundings reaches a command: neither settings nor the store.
std::map<std::string, std::optional<std::string>>
clean_environment(const std::filesystem::path& top) {
  std::map<std::string, std::optional<std::string>> changes;
  for (char** setting = environ; *setting != nullptr; ++setting) {
    std::string text = *setting;
    changes[text.substr(0, text.find('='))] = std::nullopt;
  }
  for (const char* name :
       {"HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"}) {
    changes[name] = (top / "home").string();
  }
  changes["XDG_RUNTIME_DIR"] = (top / "home").string();
  changes["ASHORE_STORE"] = (top / "store").string();
  changes["PATH"] = (top / "bin").string();
  changes["TMPDIR"] = (top / "tmp").string();
  changes["LC_ALL"] = "C";
  // So that a sanitized build still says where.
  if (const char* options = std::getenv("ASAN_OPTIONS")) changes["ASAN_OPTIONS"] = options;
  return changes;
}

struct Stage {
  std::filesystem::path top;
  std::map<std::string, std::optional<std::string>> environment;

  std::filesystem::path work() const { return top / "work"; }
  std::string spelled_out(std::string text) const {
    return replaced(replaced(std::move(text), "$WORK", work().string()), "$SOURCE",
                    ASHORE_SOURCE_DIR);
  }
  std::string as_written(std::string text) const {
    return replaced(replaced(std::move(text), work().string(), "$WORK"), ASHORE_SOURCE_DIR,
                    "$SOURCE");
  }
};

Expected<Result> play(const Block& block, const Stage& stage, host::ProcessRunner& runner) {
  TRY_ASSIGN(Line line, parse_line(stage.spelled_out(block.command)));
  host::Command command;
  command.argv = line.argv;
  command.directory = stage.work();
  command.environment = stage.environment;
  for (const auto& [name, value] : line.environment) command.environment[name] = value;
  if (line.input) {
    TRY_ASSIGN(command.input, host::read_file(stage.work() / *line.input));
  }
  command.deadline = std::chrono::minutes(2);
  TRY_ASSIGN(host::ProcessOutput output, runner.run(command));

  std::string ending = to_string(output.status);
  if (const Exited* exited = std::get_if<Exited>(&output.status))
    ending = "exit " + std::to_string(exited->code);
  return Result{stage.as_written(output.out), stage.as_written(output.err), ending};
}

void show_difference(const Block& block, const Result& got) {
  std::fprintf(stderr, "$ %s\n", block.command.c_str());
  for (const std::string& line : lines_of(block.expected))
    std::fprintf(stderr, "- %s\n", line.c_str());
  for (const std::string& line : lines_of(got)) std::fprintf(stderr, "+ %s\n", line.c_str());
}

Expected<int> run(const std::filesystem::path& ashore, const std::filesystem::path& path) {
  TRY_ASSIGN(std::string text, host::read_file(path));
  TRY_ASSIGN(Transcript transcript, parse(text));
  std::error_code error;
  std::filesystem::path temporary =
      std::filesystem::canonical(std::filesystem::temp_directory_path(), error);
  TRY_ASSIGN(host::TemporaryDirectory directory,
             host::TemporaryDirectory::create(temporary, "ashore-golden-"));
  Stage stage{directory.path(), clean_environment(directory.path())};
  for (const char* name : {"home", "work", "tmp"}) TRY(host::make_directories(stage.top / name));
  if (Expected<void> filled = fill_path(stage.top / "bin", ashore, transcript.needs); !filled) {
    std::printf("skipped: no %s\n", filled.error().message().c_str());
    return skipped;
  }

  std::unique_ptr<host::ProcessRunner> runner = host::system_process_runner();
  std::vector<Result> results;
  bool same = true;
  const char* accept = std::getenv("ASHORE_ACCEPT");
  bool accepting = accept != nullptr && std::string(accept) == "1";
  for (const Block& block : transcript.blocks) {
    TRY_ASSIGN(Result result, play(block, stage, *runner));
    results.push_back(result);
    if (result == block.expected) continue;
    same = false;
    if (!accepting) show_difference(block, result);
  }
  if (transcript.blocks.empty())
    return failure(ErrorKind::bad_input, "no command in " + path.string());
  if (!same && accepting) {
    TRY(host::write_file(path, rendered(transcript, results)));
    std::printf("rewritten: %s\n", path.c_str());
    return 0;
  }
  if (!same)
    std::fprintf(stderr, "%s: said something else; ASHORE_ACCEPT=1 rewrites it\n", path.c_str());
  return same ? 0 : 1;
}

}  // namespace

}  // namespace ashore::golden

int main(int argc, char** argv) {
  if (argc != 3) {
    std::fprintf(stderr, "usage: ashore_golden ASHORE TRANSCRIPT\n");
    return 2;
  }
  ashore::Expected<int> status = ashore::golden::run(argv[1], argv[2]);
  if (!status) {
    std::fprintf(stderr, "%s: %s\n", argv[2], status.error().message().c_str());
    return 1;
  }
  return *status;
}
