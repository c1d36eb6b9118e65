// SPDX-License-Identifier: Apache-2.0
#include "ashore/sysroot/compiler.h"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <set>
#include <thread>

#include "ashore/base/text.h"
#include "ashore/host/files.h"

namespace ashore::sysroot {

namespace {

namespace fs = std::filesystem;

// A share of files in C below this is done sooner than another process starts; one file in C++ is
// not.
constexpr std::size_t least_share = 8;
// Of what a compiler says when it refuses.
constexpr std::size_t most_words = 1 << 16;

// What one kind of command compiles.
struct Batch {
  std::string language;  // "c", "c++", "asm" (with a preprocessor)
  bool is_fast = false;
  std::vector<fs::path> inputs;  // in the directory of the objects
};

// A file beside the object that becomes the source by including it: the compiler names objects
// after their input.
Expected<fs::path> wrapper(const Member& member, const fs::path& directory) {
  std::string extension = member.source.extension();
  std::string text = fmt::format("{}#include \"{}\"\n", member.before, member.source.string());
  if (extension == ".s") {
    // Assembly that is not preprocessed goes through the compiler too, as one long asm statement.
    text = fmt::format("__asm__(\".include \\\"{}\\\"\");\n", member.source.string());
    extension = ".c";
  }
  fs::path file = directory / (member.name + extension);
  TRY(host::write_file(file, text));
  return file;
}

Expected<std::vector<Batch>> batches(const std::vector<Member>& members,
                                     const fs::path& directory) {
  std::vector<Batch> all;
  for (const Member& member : members) {
    TRY_ASSIGN(fs::path file, wrapper(member, directory));
    std::string language = file.extension() == ".S"     ? "asm"
                           : file.extension() == ".cpp" ? "c++"
                                                        : "c";
    auto batch = std::ranges::find_if(all, [&](const Batch& known) {
      return known.language == language && (known.is_fast == member.is_fast || language == "asm");
    });
    if (batch == all.end()) batch = all.insert(all.end(), {language, member.is_fast, {}});
    batch->inputs.push_back(std::move(file));
  }
  return all;
}

// For clang's driver, without input and output.
std::vector<std::string> driver_arguments(const Compiler& compiler, const Library& library,
                                          const Batch& batch) {
  std::vector<std::string> words = {compiler.clang.string()};
  if (batch.language == "c++") std::ranges::copy(library.cxx_arguments, std::back_inserter(words));
  for (const std::string& argument : library.arguments) {
    bool is_of_c = argument.starts_with("-std=") && batch.language != "c";
    if (!is_of_c) words.push_back(argument);
  }
  for (const char* word :
       {"-fomit-frame-pointer", "-fno-asynchronous-unwind-tables", "-fno-stack-protector",
        "-ffunction-sections", "-fdata-sections", "-fno-ident"})
    words.emplace_back(word);
  words.emplace_back(batch.is_fast ? "-O3" : "-Os");
  std::ranges::copy(compiler.arguments, std::back_inserter(words));
  words.emplace_back("-c");
  return words;
}

// The inputs in as many shares as there are processors to work on them.
std::vector<std::vector<fs::path>> shares_of(const Batch& batch) {
  const std::vector<fs::path>& inputs = batch.inputs;
  std::size_t most = std::max(1U, std::thread::hardware_concurrency());
  std::size_t least = batch.language == "c++" ? 1 : least_share;
  std::size_t count = std::clamp<std::size_t>(inputs.size() / least, 1, most);
  std::vector<std::vector<fs::path>> shares(count);
  for (std::size_t i = 0; i < inputs.size(); ++i) shares[i % count].push_back(inputs[i]);
  return shares;
}

Expected<std::vector<std::string>> cc1(const std::vector<std::string>& driver, const Batch& batch,
                                       host::Host& host) {
  host::Command command;
  command.argv = driver;
  command.argv.insert(command.argv.end(), {"-###", "-x", batch.language, "-", "-o", "-"});
  TRY_ASSIGN(host::ProcessOutput output,
             host::require_success(host.processes.run(command), command, ErrorKind::toolchain));
  std::vector<std::string> arguments = cc1_arguments(output.err);
  if (arguments.empty()) {
    return failure(ErrorKind::toolchain,
                   fmt::format("`{}` does not say how it compiles", host::shown(command)));
  }
  return arguments;
}

Expected<std::vector<host::Command>> commands_for(const Compiler& compiler, const Library& library,
                                                  const Batch& batch, const fs::path& directory,
                                                  host::Host& host) {
  std::vector<std::string> driver = driver_arguments(compiler, library, batch);
  std::vector<host::Command> commands;
  if (batch.language == "asm") {
    host::Command command;
    command.argv = driver;
    command.directory = directory;
    for (const fs::path& input : batch.inputs) command.argv.push_back(input.filename().string());
    return std::vector{command};
  }
  TRY_ASSIGN(std::vector<std::string> arguments, cc1(driver, batch, host));
  for (const std::vector<fs::path>& share : shares_of(batch)) {
    host::Command command;
    command.argv = arguments;
    command.directory = directory;
    for (const fs::path& input : share) command.argv.push_back(input.filename().string());
    commands.push_back(std::move(command));
  }
  return commands;
}

// All at once; nothing is left running when one fails.
Expected<void> run_together(const std::vector<host::Command>& commands, host::Host& host) {
  std::vector<std::unique_ptr<host::ChildProcess>> running;
  for (const host::Command& command : commands) {
    TRY_ASSIGN(std::unique_ptr<host::ChildProcess> child,
               host.processes.start(command,
                                    {host::Stream::null, host::Stream::null, host::Stream::pipe}));
    running.push_back(std::move(child));
  }
  for (std::size_t i = 0; i < running.size(); ++i) {
    std::string words = host::read_to_end(running[i]->stderr_fd(), most_words);
    TRY_ASSIGN(ExitStatus status, running[i]->wait());
    if (succeeded(status)) continue;
    std::vector<std::string_view> said = lines(words);
    return failure(ErrorKind::toolchain,
                   fmt::format("{} does not compile a library's source: {}", commands[i].argv[0],
                               said.empty() ? "it says nothing" : printable(said.front())));
  }
  return {};
}

// "a b" "c" as -### prints it: in double quotes, with \" and \\ inside.
std::vector<std::string> quoted_words(std::string_view line) {
  std::vector<std::string> found;
  std::string word;
  bool inside = false;
  for (std::size_t i = 0; i < line.size(); ++i) {
    char c = line[i];
    if (inside && c == '\\' && i + 1 < line.size()) {
      word += line[++i];
    } else if (c == '"') {
      if (inside) found.push_back(std::exchange(word, {}));
      inside = !inside;
    } else if (inside) {
      word += c;
    }
  }
  return found;
}

}  // namespace

std::vector<std::string> cc1_arguments(std::string_view printed) {
  // -disable-free leaves what one file took until the process ends: fine for one file.
  static const std::set<std::string, std::less<>> alone = {"-disable-free", "-"};
  static const std::set<std::string, std::less<>> with_a_value = {"-o", "-main-file-name",
                                                                  "-dumpdir"};
  for (std::string_view line : lines(printed)) {
    std::vector<std::string> words = quoted_words(line);
    if (std::ranges::find(words, "-cc1") == words.end()) continue;
    std::vector<std::string> kept;
    for (std::size_t i = 0; i < words.size(); ++i) {
      if (alone.contains(words[i])) continue;
      if (with_a_value.contains(words[i])) {
        ++i;
        continue;
      }
      kept.push_back(std::move(words[i]));
    }
    return kept;
  }
  return {};
}

Expected<void> compile(const Compiler& compiler, const Library& library,
                       const std::vector<Member>& members, const fs::path& directory,
                       host::Host& host) {
  TRY_ASSIGN(std::vector<Batch> all, batches(members, directory));
  std::vector<host::Command> commands;
  for (const Batch& batch : all) {
    TRY_ASSIGN(std::vector<host::Command> more,
               commands_for(compiler, library, batch, directory, host));
    std::ranges::move(more, std::back_inserter(commands));
  }
  return run_together(commands, host);
}

}  // namespace ashore::sysroot
