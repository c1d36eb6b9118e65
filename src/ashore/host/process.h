// SPDX-License-Identifier: Apache-2.0
// Programs on this computer. No shell, ever: a command is a vector of arguments.
// Only spawn.cpp spawns; process.cpp drains stdout and stderr separately and at once, ends the
// whole process group at the deadline or when the user interrupts, closes every other descriptor,
// and tells a signal from an exit code.
#pragma once

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ashore/base/exit_status.h"
#include "ashore/base/expected.h"
#include "ashore/host/fd.h"

namespace ashore::host {

struct Command {
  std::vector<std::string>
      argv;  // argv[0] is looked up in PATH of the environment unless it has a '/'
  std::map<std::string, std::optional<std::string>>
      environment;                  // changes to ours; no value: unset
  std::filesystem::path directory;  // empty: ours
  std::string input;                // fed to stdin, then closed
  std::optional<std::chrono::milliseconds> deadline;
  // In our own process group the child may ask the terminal (ssh for a password), and Ctrl-C
  // reaches it directly.
  bool in_our_group = false;
  // For start(): a process is made at once, and the program begins in it when its stdin has a first
  // byte or ends, so also when we are killed. Until then it costs nothing and can be killed unseen.
  bool begins_on_input = false;
  std::size_t output_limit = std::size_t{64}
                             << 20;  // bytes kept of each stream; the rest is read and dropped
};

struct ProcessOutput {
  ExitStatus status;
  std::string out, err;
  bool truncated = false;
};

// Called with each piece as it arrives.
using Sink = std::function<void(std::string_view)>;

// to_stderr: what the child prints goes where our own stderr goes.
enum class Stream { pipe, inherit, null, to_stderr };
struct Streams {
  Stream in = Stream::pipe, out = Stream::pipe, err = Stream::pipe;
};

// A running child in its own process group; killed by the destructor if it still runs.
class ChildProcess {
 public:
  virtual ~ChildProcess() = default;
  virtual Fd& stdin_fd() = 0;  // closed unless Stream::pipe
  virtual Fd& stdout_fd() = 0;
  virtual Fd& stderr_fd() = 0;
  virtual void signal(int number) = 0;  // to the whole group
  virtual Expected<ExitStatus> wait() = 0;
};

class ProcessRunner {
 public:
  virtual ~ProcessRunner() = default;
  // Runs to the end. Bytes for a given sink go there instead of into the output. A non-zero status
  // is a value; a program that is not there, a deadline (ErrorKind::host) and an interrupt
  // (cancelled) are errors.
  virtual Expected<ProcessOutput> run(const Command& command, const Sink& on_stdout,
                                      const Sink& on_stderr) = 0;
  Expected<ProcessOutput> run(const Command& command) { return run(command, {}, {}); }
  // Starts and hands over the streams; the child does not outlive its ChildProcess.
  virtual Expected<std::unique_ptr<ChildProcess>> start(const Command& command,
                                                        Streams streams) = 0;
  // Starts a program that outlives us: own session, stdin from /dev/null, output to a file. Returns
  // its pid.
  virtual Expected<int> start_detached(const Command& command,
                                       const std::filesystem::path& log) = 0;
};

std::unique_ptr<ProcessRunner> system_process_runner();

// Turns a status other than 0 into an Error with the command and the last lines of its stderr.
Expected<ProcessOutput> require_success(Expected<ProcessOutput> output, const Command& command,
                                        ErrorKind kind);

// The command as a person would type it, for messages; quoting is for reading only.
std::string shown(const Command& command);

// The programs of that name in a PATH-like list of directories, in its order; relative directories
// are skipped.
std::vector<std::filesystem::path> find_programs(std::string_view name, std::string_view path_list);

}  // namespace ashore::host
