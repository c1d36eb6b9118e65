// SPDX-License-Identifier: Apache-2.0
#include "ashore/lab/power.h"

#include <fmt/format.h>
#include <signal.h>
#include <sys/wait.h>

#include <cerrno>
#include <chrono>
#include <system_error>
#include <thread>

#include "ashore/base/text.h"
#include "ashore/host/files.h"
#include "ashore/lab/machine.h"

namespace ashore::lab {
namespace {

struct ProcessState {
  char letter = 0;
  std::uint64_t started = 0;
};

std::optional<ProcessState> state_of(int pid) {
  Expected<std::string> stat = host::read_file(fmt::format("/proc/{}/stat", pid), 1 << 16);
  if (!stat) return std::nullopt;
  // The second field is the program's name in parentheses and may hold anything.
  std::size_t name_end = stat->rfind(')');
  if (name_end == std::string::npos) return std::nullopt;
  std::vector<std::string_view> fields = words(std::string_view(*stat).substr(name_end + 1));
  if (fields.size() < 20 || fields[0].empty()) return std::nullopt;
  std::optional<std::uint64_t> started = parse_unsigned(fields[19]);
  if (!started) return std::nullopt;
  return ProcessState{fields[0].front(), *started};
}

}  // namespace

std::string written(const Running& running) {
  return fmt::format("pid {}\nstarted {}\nport {}\nready {}\n", running.pid, running.started,
                     running.port, running.ready ? 1 : 0);
}

std::optional<Running> read_running(std::string_view text) {
  Running running;
  for (std::string_view line : lines(text)) {
    std::vector<std::string_view> fields = words(line);
    if (fields.size() != 2) return std::nullopt;
    std::optional<std::uint64_t> value = parse_unsigned(fields[1]);
    if (!value) return std::nullopt;
    if (fields[0] == "started") running.started = *value;
    if (*value > 0x7fffffff) continue;
    if (fields[0] == "pid") running.pid = static_cast<int>(*value);
    if (fields[0] == "port") running.port = static_cast<int>(*value);
    if (fields[0] == "ready") running.ready = *value == 1;
  }
  if (running.pid <= 1 || running.started == 0 || running.port == 0) return std::nullopt;
  return running;
}

std::optional<Running> recorded(const std::filesystem::path& directory) {
  Expected<std::string> text = host::read_file(directory / "running", 4096);
  if (!text) return std::nullopt;
  return read_running(*text);
}

Expected<void> record(const std::filesystem::path& directory, const Running& running) {
  return host::write_file(directory / "running", written(running), 0600);
}

bool is_alive(const Running& running) {
  std::optional<ProcessState> state = state_of(running.pid);
  return state && state->started == running.started && state->letter != 'Z' && state->letter != 'X';
}

Expected<void> cut_power(const Running& running) {
  if (!is_alive(running)) return {};
  if (::kill(running.pid, SIGKILL) != 0 && errno != ESRCH) {
    return failure(ErrorKind::host,
                   fmt::format("cannot end the emulator (process {}): {}", running.pid,
                               std::generic_category().message(errno)));
  }
  // It may be a child of ours or of a process that ended long ago, so there is no event for all.
  for (int tries = 0; tries < 2000 && is_alive(running); ++tries) {
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  ::waitpid(running.pid, nullptr, WNOHANG);
  if (is_alive(running)) {
    return failure(ErrorKind::host,
                   fmt::format("the emulator (process {}) does not end", running.pid));
  }
  return {};
}

Expected<PoweredMachine> PoweredMachine::start(std::vector<std::string> arguments,
                                               const std::filesystem::path& directory, int port,
                                               host::Host& host) {
  std::error_code ignored;
  for (const char* stale : {place::monitor, place::console, place::console_log}) {
    std::filesystem::remove(directory / stale, ignored);
  }
  host::Command command;
  command.argv = std::move(arguments);
  command.directory = directory;
  TRY_ASSIGN(int pid, host.processes.start_detached(command, directory / place::emulator_log));
  std::optional<ProcessState> state = state_of(pid);
  return PoweredMachine(Running{pid, state ? state->started : 0, port, false});
}

PoweredMachine::~PoweredMachine() {
  if (running_.pid != 0) (void)cut_power(running_);
}

}  // namespace ashore::lab
