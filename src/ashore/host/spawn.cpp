// SPDX-License-Identifier: Apache-2.0
#include "ashore/host/spawn.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <unistd.h>

#include <cerrno>
#include <initializer_list>
#include <system_error>

extern char** environ;

namespace ashore::host {

namespace {

std::map<std::string, std::string> environment_of(const Command& command) {
  std::map<std::string, std::string> result;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    std::string_view text = *entry;
    std::size_t equals = text.find('=');
    if (equals != std::string_view::npos) {
      result.emplace(text.substr(0, equals), text.substr(equals + 1));
    }
  }
  for (const auto& [name, value] : command.environment) {
    if (value) {
      result[name] = *value;
    } else {
      result.erase(name);
    }
  }
  return result;
}

class SpawnActions {
 public:
  SpawnActions() {
    ::posix_spawn_file_actions_init(&actions);
    ::posix_spawnattr_init(&attributes);
  }
  ~SpawnActions() {
    ::posix_spawn_file_actions_destroy(&actions);
    ::posix_spawnattr_destroy(&attributes);
  }
  SpawnActions(const SpawnActions&) = delete;
  SpawnActions& operator=(const SpawnActions&) = delete;

  // `fd` becomes `as` in the child; -1: the child has ours.
  void give(int fd, int as) {
    if (fd >= 0) ::posix_spawn_file_actions_adddup2(&actions, fd, as);
#ifdef __APPLE__
    if (fd < 0) ::posix_spawn_file_actions_addinherit_np(&actions, as);
#endif
  }

  // What we were given open by our own parent, or a library opened carelessly, is not the child's.
  short keep_no_others() {
#ifdef __APPLE__
    return POSIX_SPAWN_CLOEXEC_DEFAULT;
#else
    ::posix_spawn_file_actions_addclosefrom_np(&actions, 3);
    return 0;
#endif
  }

  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
};

Expected<std::string> program_path(const Command& command,
                                   const std::map<std::string, std::string>& environment) {
  const std::string& name = command.argv.front();
  if (name.find('/') != std::string::npos) return name;
  auto path = environment.find("PATH");
  std::vector<std::filesystem::path> found =
      find_programs(name, path == environment.end() ? "" : path->second);
  if (!found.empty()) return found.front().string();
  return failure(ErrorKind::host, "the program `" + name + "` is not in PATH");
}

// Between fork and exec, so nothing but system calls. Never returns.
[[noreturn]] void begin_on_input(const char* program, char* const argv[], char* const envp[],
                                 const ChildStreams& streams) {
  ::setpgid(0, 0);
  // Our own handlers would write into our own pipe.
  for (int number : {SIGINT, SIGTERM, SIGHUP}) ::signal(number, SIG_IGN);
  const int given[3] = {streams.in, streams.out, streams.err};
  for (int as = 0; as < 3; ++as) {
    if (given[as] >= 0) ::dup2(given[as], as);
  }
  // Among them is the other end of our stdin: while anybody holds it, stdin never ends.
  constexpr int beyond_all_descriptors = 1024;
  for (int fd = 3; fd < beyond_all_descriptors; ++fd) ::close(fd);
  struct pollfd input = {0, POLLIN, 0};
  while (::poll(&input, 1, -1) < 0 && errno == EINTR) {
  }
  for (int number : {SIGINT, SIGTERM, SIGHUP, SIGPIPE}) ::signal(number, SIG_DFL);
  ::execve(program, argv, envp);
  ::_exit(127);
}

}  // namespace

Expected<pid_t> spawn(const Command& command, const ChildStreams& streams, Leadership leadership) {
  std::map<std::string, std::string> environment = environment_of(command);
  TRY_ASSIGN(std::string program, program_path(command, environment));

  std::vector<std::string> words = command.argv;
  std::vector<char*> argv;
  for (std::string& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  std::vector<std::string> settings;
  for (const auto& [name, value] : environment) settings.push_back(name + "=" + value);
  std::vector<char*> envp;
  for (std::string& setting : settings) envp.push_back(setting.data());
  envp.push_back(nullptr);

  if (command.begins_on_input) {
    pid_t child = ::fork();
    if (child == 0) begin_on_input(program.c_str(), argv.data(), envp.data(), streams);
    if (child < 0) {
      return failure(ErrorKind::host,
                     "cannot start `" + program + "`: " + std::generic_category().message(errno));
    }
    // Here as well as there, so that it is true for both from now on.
    ::setpgid(child, child);
    return child;
  }

  SpawnActions spawning;
  spawning.give(streams.in, 0);
  spawning.give(streams.out, 1);
  spawning.give(streams.err, 2);
  if (!command.directory.empty()) {
    ::posix_spawn_file_actions_addchdir_np(&spawning.actions, command.directory.c_str());
  }
  // What main caught or ignored must be as usual in the child. (macOS has these two as macros.)
  sigset_t defaults;
  sigset_t mask;
  sigemptyset(&defaults);
  sigemptyset(&mask);
  for (int number : {SIGINT, SIGTERM, SIGHUP, SIGPIPE}) sigaddset(&defaults, number);
  ::posix_spawnattr_setsigdefault(&spawning.attributes, &defaults);
  ::posix_spawnattr_setsigmask(&spawning.attributes, &mask);
  ::posix_spawnattr_setpgroup(&spawning.attributes, 0);
  int flags = POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK | spawning.keep_no_others();
  if (leadership == Leadership::own_group) flags |= POSIX_SPAWN_SETPGROUP;
  if (leadership == Leadership::own_session) flags |= POSIX_SPAWN_SETSID;
  ::posix_spawnattr_setflags(&spawning.attributes, static_cast<short>(flags));

  pid_t pid = 0;
  int error = ::posix_spawn(&pid, program.c_str(), &spawning.actions, &spawning.attributes,
                            argv.data(), envp.data());
  if (error != 0) {
    return failure(ErrorKind::host,
                   "cannot start `" + program + "`: " + std::generic_category().message(error));
  }
  return pid;
}

}  // namespace ashore::host
