// SPDX-License-Identifier: Apache-2.0
#include "ashore/host/process.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <system_error>

#include "ashore/base/text.h"
#include "ashore/host/files.h"
#include "ashore/host/interrupt.h"
#include "ashore/host/spawn.h"

namespace ashore::host {

namespace {

using Clock = std::chrono::steady_clock;

struct Pipe {
  Fd read_end, write_end;
};

// Both ends close on exec: only what posix_spawn duplicates reaches a child.
Expected<Pipe> make_pipe() {
  int ends[2];
  if (::pipe(ends) != 0) {
    return failure(ErrorKind::host,
                   "cannot open a pipe: " + std::generic_category().message(errno));
  }
  for (int end : ends) ::fcntl(end, F_SETFD, FD_CLOEXEC);
  return Pipe{Fd(ends[0]), Fd(ends[1])};
}

ExitStatus status_of(int raw) {
  if (WIFSIGNALED(raw)) return Signaled{WTERMSIG(raw)};
  return Exited{WEXITSTATUS(raw)};
}

class SpawnedProcess : public ChildProcess {
 public:
  SpawnedProcess(pid_t pid, bool own_group) : pid_(pid), own_group_(own_group) {}
  ~SpawnedProcess() override {
    if (status_) return;
    SpawnedProcess::signal(SIGKILL);
    int raw = 0;
    while (::waitpid(pid_, &raw, 0) < 0 && errno == EINTR) {
    }
  }

  Fd& stdin_fd() override { return in; }
  Fd& stdout_fd() override { return out; }
  Fd& stderr_fd() override { return err; }

  void signal(int number) override {
    if (!status_) ::kill(own_group_ ? -pid_ : pid_, number);
  }

  Expected<ExitStatus> wait() override {
    while (!status_) {
      int raw = 0;
      pid_t waited = ::waitpid(pid_, &raw, 0);
      if (waited == pid_) {
        status_ = status_of(raw);
      } else if (errno != EINTR) {
        return failure(ErrorKind::host, "cannot wait for a child process: " +
                                            std::generic_category().message(errno));
      }
    }
    return *status_;
  }

  Fd in, out, err;

 private:
  pid_t pid_;
  bool own_group_;
  std::optional<ExitStatus> status_;
};

Expected<Fd> open_null() {
  Fd fd(::open("/dev/null", O_RDWR | O_CLOEXEC));
  if (!fd.is_open()) return failure(ErrorKind::host, "cannot open /dev/null");
  return fd;
}

// One stream of a child: our end, and the descriptor that the child is given.
struct StreamEnds {
  Fd ours, theirs;
};

Expected<StreamEnds> open_stream(Stream kind, bool child_reads) {
  if (kind == Stream::inherit) return StreamEnds{};
  if (kind == Stream::null) {
    TRY_ASSIGN(Fd null, open_null());
    return StreamEnds{Fd(), std::move(null)};
  }
  if (kind == Stream::to_stderr) {
    Fd copy(::fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3));
    if (!copy.is_open()) return failure(ErrorKind::host, "stderr is closed");
    return StreamEnds{Fd(), std::move(copy)};
  }
  TRY_ASSIGN(Pipe pipe, make_pipe());
  if (child_reads) return StreamEnds{std::move(pipe.write_end), std::move(pipe.read_end)};
  return StreamEnds{std::move(pipe.read_end), std::move(pipe.write_end)};
}

// Feeds and drains a child until its streams end.
class Pump {
 public:
  Pump(SpawnedProcess& child, const Command& command, const Sink& on_stdout, const Sink& on_stderr)
      : child_(child), command_(command), sinks_{&on_stdout, &on_stderr} {}

  Expected<ProcessOutput> to_the_end() {
    ::fcntl(child_.in.get(), F_SETFL, O_NONBLOCK);
    if (command_.input.empty()) child_.in.close();
    std::optional<Clock::time_point> deadline;
    if (command_.deadline) deadline = Clock::now() + *command_.deadline;
    while (child_.in.is_open() || child_.out.is_open() || child_.err.is_open()) {
      TRY(turn(deadline));
    }
    TRY_ASSIGN(output_.status, child_.wait());
    return std::move(output_);
  }

 private:
  Expected<void> turn(const std::optional<Clock::time_point>& deadline) {
    std::array<pollfd, 4> waiting = {{{child_.in.get(), POLLOUT, 0},
                                      {child_.out.get(), POLLIN, 0},
                                      {child_.err.get(), POLLIN, 0},
                                      {interrupt_fd(), POLLIN, 0}}};
    int timeout = -1;
    if (deadline) {
      auto left = std::chrono::ceil<std::chrono::milliseconds>(*deadline - Clock::now());
      timeout = static_cast<int>(std::clamp<long long>(left.count(), 0, 1 << 30));
    }
    int ready = ::poll(waiting.data(), waiting.size(), timeout);
    if (ready < 0 && errno != EINTR) {
      return failure(ErrorKind::host, "poll failed: " + std::generic_category().message(errno));
    }
    if (ready == 0) {
      child_.signal(SIGKILL);
      return failure(ErrorKind::host, "`" + shown(command_) + "` did not end within " +
                                          std::to_string(command_.deadline->count()) + " ms");
    }
    if (ready < 0) return {};
    if (waiting[3].revents != 0) {
      child_.signal(SIGTERM);
      return failure(ErrorKind::cancelled,
                     "interrupted while running `" + command_.argv.front() + "`");
    }
    if (waiting[0].revents != 0) feed();
    if (waiting[1].revents != 0) drain(child_.out, output_.out, *sinks_[0]);
    if (waiting[2].revents != 0) drain(child_.err, output_.err, *sinks_[1]);
    return {};
  }

  void feed() {
    std::string_view rest = std::string_view(command_.input).substr(fed_);
    ssize_t written = ::write(child_.in.get(), rest.data(), rest.size());
    if (written > 0) fed_ += static_cast<std::size_t>(written);
    // A child that does not want its input any more is no error of ours.
    bool refused = written < 0 && errno != EAGAIN && errno != EINTR;
    if (refused || fed_ == command_.input.size()) child_.in.close();
  }

  void drain(Fd& fd, std::string& kept, const Sink& sink) {
    ssize_t got = ::read(fd.get(), buffer_.data(), buffer_.size());
    if (got < 0 && (errno == EINTR || errno == EAGAIN)) return;
    if (got <= 0) {
      fd.close();
      return;
    }
    std::string_view piece(buffer_.data(), static_cast<std::size_t>(got));
    if (sink) {
      sink(piece);
      return;
    }
    std::size_t room = command_.output_limit - std::min(command_.output_limit, kept.size());
    output_.truncated |= piece.size() > room;
    kept += piece.substr(0, room);
  }

  SpawnedProcess& child_;
  const Command& command_;
  std::array<const Sink*, 2> sinks_;
  std::size_t fed_ = 0;
  ProcessOutput output_;
  std::array<char, 65536> buffer_{};
};

class SystemProcessRunner : public ProcessRunner {
 public:
  using ProcessRunner::run;

  Expected<ProcessOutput> run(const Command& command, const Sink& on_stdout,
                              const Sink& on_stderr) override {
    TRY_ASSIGN(std::unique_ptr<SpawnedProcess> child, begin(command, Streams{}));
    return Pump(*child, command, on_stdout, on_stderr).to_the_end();
  }

  Expected<std::unique_ptr<ChildProcess>> start(const Command& command, Streams streams) override {
    TRY_ASSIGN(std::unique_ptr<SpawnedProcess> child, begin(command, streams));
    return std::unique_ptr<ChildProcess>(std::move(child));
  }

  Expected<int> start_detached(const Command& command, const std::filesystem::path& log) override {
    Fd output(::open(log.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
    if (!output.is_open()) {
      return failure(ErrorKind::host, "cannot write the log `" + log.string() +
                                          "`: " + std::generic_category().message(errno));
    }
    TRY_ASSIGN(Fd null, open_null());
    TRY_ASSIGN(pid_t pid,
               spawn(command, {null.get(), output.get(), output.get()}, Leadership::own_session));
    return static_cast<int>(pid);
  }

 private:
  static Expected<std::unique_ptr<SpawnedProcess>> begin(const Command& command, Streams streams) {
    TRY_ASSIGN(StreamEnds in, open_stream(streams.in, true));
    TRY_ASSIGN(StreamEnds out, open_stream(streams.out, false));
    TRY_ASSIGN(StreamEnds err, open_stream(streams.err, false));
    TRY_ASSIGN(pid_t pid,
               spawn(command, {in.theirs.get(), out.theirs.get(), err.theirs.get()},
                     command.in_our_group ? Leadership::our_group : Leadership::own_group));
    auto child = std::make_unique<SpawnedProcess>(pid, !command.in_our_group);
    child->in = std::move(in.ours);
    child->out = std::move(out.ours);
    child->err = std::move(err.ours);
    return child;
  }
};

std::string last_lines(std::string_view text, std::size_t count) {
  std::vector<std::string_view> all = lines(text);
  std::string kept;
  for (std::size_t i = all.size() - std::min(count, all.size()); i < all.size(); ++i) {
    if (!kept.empty()) kept += "\n  ";
    kept += printable(all[i]);
  }
  return kept;
}

}  // namespace

std::unique_ptr<ProcessRunner> system_process_runner() {
  return std::make_unique<SystemProcessRunner>();
}

Expected<ProcessOutput> require_success(Expected<ProcessOutput> output, const Command& command,
                                        ErrorKind kind) {
  if (!output || succeeded(output->status)) return output;
  std::string message = "`" + shown(command) + "` ended with " + to_string(output->status);
  std::string words = last_lines(output->err.empty() ? output->out : output->err, 8);
  if (!words.empty()) message += ":\n  " + words;
  return failure(kind, std::move(message));
}

std::string shown(const Command& command) {
  std::string text;
  for (const std::string& word : command.argv) {
    if (!text.empty()) text += ' ';
    bool plain =
        !word.empty() && word.find_first_of(" \t\n'\"\\$`*?[]{}()<>|&;#~") == std::string::npos;
    text += plain ? word : "'" + printable(word) + "'";
  }
  return text;
}

std::vector<std::filesystem::path> find_programs(std::string_view name,
                                                 std::string_view path_list) {
  std::vector<std::filesystem::path> found;
  for (std::string_view directory : split(path_list, ':')) {
    if (!directory.starts_with('/')) continue;
    std::filesystem::path path = std::filesystem::path(directory) / name;
    struct stat status = {};
    if (::stat(path.c_str(), &status) != 0 || !S_ISREG(status.st_mode)) continue;
    if (::access(path.c_str(), X_OK) != 0) continue;
    if (std::ranges::find(found, path) == found.end()) found.push_back(path);
  }
  return found;
}

}  // namespace ashore::host
