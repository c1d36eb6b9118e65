// SPDX-License-Identifier: Apache-2.0
#include "ashore/build/build_tool.h"

#include <signal.h>

#include <memory>
#include <variant>

namespace ashore::build {

namespace {

// Ctrl-C reaches the tool as well as us, and many tools turn it into a status of their own.
bool was_interrupted(const ExitStatus& status) {
  const Signaled* signaled = std::get_if<Signaled>(&status);
  return (signaled != nullptr && (signaled->signal == SIGINT || signaled->signal == SIGTERM)) ||
         shell_status(status) == 128 + SIGINT;
}

}  // namespace

host::Command tool_command(std::vector<std::string> argv, const std::filesystem::path& directory,
                           const CrossTools& tools, const host::Host& host) {
  host::Command command;
  command.argv = std::move(argv);
  command.directory = directory;
  for (auto& [name, value] : build_variables(tools, host::variable(host, "XDG_DATA_DIRS")))
    command.environment[name] = value;
  command.environment["PATH"] = tools.directory.string() + ":" + host::variable(host, "PATH");
  command.in_our_group = true;
  return command;
}

void ask_for_size(host::Command& command, const CrossTools& tools, const host::Host& host) {
  constexpr const char* compile = "-Os -ffunction-sections -fdata-sections";
  // No ARM of 32 bits has the pages of 64 KB that linkers leave room for.
  bool is_arm = tools.machine.arch == Arch::arm;
  const char* link = is_arm ? "-Wl,--gc-sections -Wl,-z,max-page-size=4096" : "-Wl,--gc-sections";
  for (auto [name, flags] :
       {std::pair("CFLAGS", compile), std::pair("CXXFLAGS", compile), std::pair("LDFLAGS", link)}) {
    std::string theirs = host::variable(host, name);
    command.environment[name] = theirs.empty() ? flags : theirs + " " + flags;
  }
}

Expected<void> run_build_tool(const host::Command& command, const std::string& what,
                              host::ProcessRunner& processes) {
  TRY_ASSIGN(std::unique_ptr<host::ChildProcess> child,
             processes.start(command,
                             {host::Stream::null, host::Stream::to_stderr, host::Stream::inherit}));
  TRY_ASSIGN(ExitStatus status, child->wait());
  if (was_interrupted(status)) return failure(ErrorKind::cancelled, "interrupted while " + what);
  if (succeeded(status)) return {};
  return Failure(
      Error(ErrorKind::build, "`" + host::shown(command) + "` failed (" + to_string(status) + ")")
          .while_doing(what)
          .hint("what it said is above"));
}

}  // namespace ashore::build
