// SPDX-License-Identifier: Apache-2.0
#include "machine.h"

#include <fmt/format.h>

#include "ashore/base/text.h"
#include "ashore/host/files.h"
#include "ashore/probe/interpret.h"

namespace ashore::verdicts {

namespace {

// A kernel that runs all of them, so that instructions alone decide.
constexpr std::string_view kernel = "6.1.0";

std::string section(std::string_view head, std::string_view text) {
  return fmt::format("\n@@by-hand@@ {}\n{}\n", head, text);
}

// "CPU part: 0xc09; isa: rv64" as lines of a file.
std::string cpuinfo_of(const Model& model) {
  std::string text = "processor\t: 0\n";
  for (std::string_view line : split(model.cpuinfo, ';')) {
    std::string_view key = trimmed(line.substr(0, line.find(':')));
    std::string_view value = trimmed(line.substr(std::min(line.find(':') + 1, line.size())));
    text += fmt::format("{}\t: {}\n", key, value);
  }
  return text;
}

}  // namespace

Expected<host::ProcessOutput> Machine::started(const std::filesystem::path& file,
                                               const std::filesystem::path& root,
                                               const std::vector<std::string>& arguments) {
  host::Command command;
  command.argv = {model_.qemu, "-cpu", model_.cpu, "-r", std::string(kernel)};
  if (!root.empty()) command.argv.insert(command.argv.end(), {"-L", root.string()});
  command.argv.push_back(file.string());
  command.argv.insert(command.argv.end(), arguments.begin(), arguments.end());
  command.environment["QEMU_CORE_DUMP"] = "0";
  command.environment["LC_ALL"] = "C";
  command.deadline = std::chrono::seconds(60);
  return processes_.run(command);
}

Expected<DeviceFacts> Machine::facts(const std::filesystem::path& speaker) {
  TRY_ASSIGN(host::ProcessOutput output, started(speaker, {}, {}));
  std::vector<std::string_view> said = lines(output.out);
  if (said.size() != 2)
    return failure(ErrorKind::host, fmt::format("`{}` did not say what `{}` is: {}", model_.qemu,
                                                model_.cpu, printable(output.err)));
  TRY_ASSIGN(std::string program, host::read_file(speaker));
  std::string transcript = "ashore-probe 1 by-hand\n";
  transcript += section(
      "program hex /proc/self/exe",
      hex(std::as_bytes(std::span(program).first(std::min<std::size_t>(program.size(), 1024)))));
  transcript += section("auxv hex /proc/self/auxv", said[1]);
  std::string machine = model_.machine.empty() ? std::string(said[0]) : model_.machine;
  transcript += section(
      "uname text", fmt::format("Linux {} {} #1 SMP {} GNU/Linux", model_.name, kernel, machine));
  transcript += section("cpuinfo text /proc/cpuinfo", cpuinfo_of(model_));
  transcript += section("meminfo text /proc/meminfo", "MemTotal: 1024000 kB\nMemFree: 900000 kB");
  transcript += section("mounts text /proc/mounts", "tmpfs /tmp tmpfs rw,nosuid 0 0");
  transcript += section("places text", "/tmp");
  transcript += section("df text", "Filesystem 1024-blocks Used Available Capacity Mounted on\n"
                                   "tmpfs 900000 0 900000 0% /tmp");
  transcript += section("end text", "");
  return probe::interpret(transcript, std::chrono::system_clock::now());
}

Expected<Trial> Machine::run(const Program& program, const std::filesystem::path& file,
                             const std::filesystem::path& root) {
  std::filesystem::path started_file = file;
  std::vector<std::string> arguments = program.arguments;
  if (program.is_library() && !arguments.empty()) {
    started_file = root / arguments.front();
    arguments.erase(arguments.begin());
  }
  TRY_ASSIGN(host::ProcessOutput output, started(started_file, root, arguments));
  constexpr int illegal = 4;
  int status = shell_status(output.status);
  // Debian's own programs say what they like.
  bool ours = program.how != "debian" && !program.is_library();
  Trial trial;
  trial.good = status == 0 && (!ours || output.out.ends_with("ok\n"));
  trial.illegal = status == 128 + illegal;
  trial.ending = trial.illegal ? "SIGILL" : fmt::format("status {}", status);
  if (!trial.good && !trial.illegal) trial.ending += ", " + printable(output.out + output.err, 120);
  return trial;
}

}  // namespace ashore::verdicts
