// SPDX-License-Identifier: Apache-2.0
#include "ashore/remote/connection.h"

#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstring>
#include <optional>
#include <system_error>

#include "ashore/base/digest.h"
#include "ashore/base/text.h"
#include "ashore/host/files.h"

namespace ashore::remote {

namespace {

namespace fs = std::filesystem;

// sockaddr_un::sun_path holds 104 bytes on macOS and 108 on Linux, with a NUL; while it binds, ssh
// appends '.' and 16 letters (mux.c, muxserver_listen).
constexpr std::size_t longest_socket = 104 - 1 - 17;
// ".lock", ".log", ".id": of the digest that names a connection.
constexpr std::size_t key_length = 16;

// Nobody else may put a socket where we look for ours.
Expected<void> make_private(const fs::path& directory) {
  TRY(host::make_directories(directory.parent_path()));
  if (::mkdir(directory.c_str(), 0700) != 0 && errno != EEXIST) {
    return failure(ErrorKind::host, "cannot make the directory `" + directory.string() +
                                        "`: " + std::generic_category().message(errno));
  }
  struct stat status = {};
  if (::lstat(directory.c_str(), &status) != 0 || !S_ISDIR(status.st_mode) ||
      status.st_uid != ::geteuid()) {
    return failure(ErrorKind::host, "`" + directory.string() +
                                        "` is not a directory of this user, so no ssh socket is "
                                        "put there");
  }
  if ((status.st_mode & 077) != 0 && ::chmod(directory.c_str(), 0700) != 0) {
    return failure(ErrorKind::host, "`" + directory.string() + "` is open to other users");
  }
  return {};
}

// ssh expands %h and ${NAME} in a socket's path.
bool fits(const fs::path& directory) {
  return directory.string().size() + 1 + key_length <= longest_socket &&
         directory.string().find_first_of("%$\"") == std::string::npos;
}

Expected<fs::path> socket_directory(const host::Host& host, const fs::path& wanted) {
  fs::path directory = wanted;
  if (!fits(directory)) {
    auto runtime = host.environment.find("XDG_RUNTIME_DIR");
    if (runtime != host.environment.end() && runtime->second.starts_with('/')) {
      directory = fs::path(runtime->second) / "ashore";
    }
  }
  if (!fits(directory)) directory = "/tmp/ashore-" + std::to_string(::geteuid());
  TRY(make_private(directory));
  return directory;
}

// The same word for the same way to the same device. What a configuration of ours says is part of
// it: a virtual device may come back on another port.
std::string key_of(const SshDestination& destination) {
  std::string way = destination.destination;
  if (!destination.configuration.empty()) {
    way += '\n' + destination.configuration.string() + '\n';
    way += host::read_file(destination.configuration, std::uint64_t{1} << 20).value_or("");
  }
  return hex(sha256(way)).substr(0, key_length);
}

std::string value_of(std::string_view settings, std::string_view name) {
  for (std::string_view line : lines(settings)) {
    std::vector<std::string_view> fields = words(line);
    if (fields.size() >= 2 && fields[0] == name) return std::string(fields[1]);
  }
  return {};
}

Error without_ssh(Error error) {
  return std::move(error).hint("ashore reaches devices through OpenSSH: install openssh-client");
}

}  // namespace

Connection::Connection(SshDestination destination, host::Host& host, fs::path socket)
    : destination_(std::move(destination)), host_(&host), socket_(std::move(socket)) {
  endpoint_.name = destination_.name;
  endpoint_.destination = destination_.destination;
}

Expected<Connection> Connection::create(const SshDestination& destination, host::Host& host,
                                        const fs::path& sockets) {
  TRY_ASSIGN(fs::path directory, socket_directory(host, sockets));
  return Connection(destination, host, directory / key_of(destination));
}

std::vector<std::string> Connection::ssh() const {
  std::vector<std::string> words = {"ssh"};
  if (!destination_.configuration.empty()) {
    words.insert(words.end(), {"-F", destination_.configuration.string()});
  }
  words.insert(words.end(), {"-S", socket_.string()});
  return words;
}

std::vector<std::string> Connection::client(bool terminal) const {
  std::vector<std::string> words = ssh();
  // Without the socket, ssh would open a connection of its own, and ask for the password again,
  // unseen: the ProxyCommand that fails forbids it. A shared connection never uses it.
  words.insert(words.end(),
               {"-o", "ControlMaster=no", "-o", "ProxyCommand=false", "-o", "ProxyJump=none", "-o",
                "RemoteCommand=none", "-o", "LogLevel=ERROR", "-e", "none", terminal ? "-tt" : "-T",
                "--", destination_.destination});
  return words;
}

bool Connection::answers() const {
  struct sockaddr_un address = {};
  address.sun_family = AF_UNIX;
  std::string path = socket_.string();
  if (path.size() >= sizeof address.sun_path) return false;
  std::memcpy(address.sun_path, path.data(), path.size());
  host::Fd fd(::socket(AF_UNIX, SOCK_STREAM, 0));
  return fd.is_open() && ::connect(fd.get(), reinterpret_cast<const struct sockaddr*>(&address),
                                   sizeof address) == 0;
}

bool Connection::find() {
  if (!answers()) return false;
  Expected<std::string> kept = host::read_file(socket_.string() + ".id", 1000);
  if (!kept || !kept->starts_with("SHA256:")) return false;
  std::vector<std::string_view> fields = words(*kept);
  fingerprint_ = std::string(fields[0]);
  bool is_posix = fields.size() == 2 && fields[1] == "posix";
  login_shell_ = is_posix ? LoginShell::posix : LoginShell::unknown;
  return true;
}

bool Connection::was_found_and_is_dead() const { return found_ && !answers(); }

Expected<void> Connection::establish() {
  if (find()) {
    found_ = true;
    return {};
  }
  TRY_ASSIGN(host::FileLock lock, host::FileLock::acquire(socket_.string() + ".lock"));
  // Somebody else may have made it while we waited.
  if (find()) {
    found_ = true;
    return {};
  }
  found_ = false;
  return make();
}

// Settings that a device at the end of a thin cable needs, where the user has none of their own.
Expected<std::vector<std::string>> Connection::defaults() {
  host::Command command;
  command.argv = ssh();
  command.argv.insert(command.argv.end(), {"-G", "--", destination_.destination});
  Expected<host::ProcessOutput> output = host_->processes.run(command);
  if (!output) return Failure(without_ssh(std::move(output).error()));
  if (!succeeded(output->status)) return Failure(explain_ssh(endpoint_, output->err));
  endpoint_.host = value_of(output->out, "hostname");
  endpoint_.port = value_of(output->out, "port");
  std::vector<std::string> settings;
  // ssh waits for minutes otherwise; a device on a desk answers at once or not at all.
  std::string timeout = value_of(output->out, "connecttimeout");
  if (timeout.empty() || timeout == "none") {
    settings.insert(settings.end(), {"-o", "ConnectTimeout=10"});
  }
  // Without it, a device that lost its power is noticed only by TCP, a quarter of an hour later.
  if (value_of(output->out, "serveraliveinterval") == "0") {
    settings.insert(settings.end(), {"-o", "ServerAliveInterval=5", "-o", "ServerAliveCountMax=3"});
  }
  return settings;
}

Expected<void> Connection::make() {
  fs::path log = socket_.string() + ".log";
  std::error_code ignored;
  fs::remove(socket_, ignored);
  fs::remove(socket_.string() + ".id", ignored);
  fs::remove(log, ignored);
  TRY_ASSIGN(std::vector<std::string> settings, defaults());
  host::Command command;
  // Asking for a password needs the terminal, and so our process group.
  command.in_our_group = true;
  command.argv = ssh();
  command.argv.insert(command.argv.end(),
                      {"-f", "-N", "-T", "-o", "ControlMaster=yes", "-o", "ControlPersist=90", "-o",
                       "ClearAllForwardings=yes", "-o", "RemoteCommand=none", "-o",
                       "PermitLocalCommand=no", "-o", "LogLevel=DEBUG1", "-E", log.string()});
  command.argv.insert(command.argv.end(), settings.begin(), settings.end());
  command.argv.insert(command.argv.end(), {"--", destination_.destination});
  Expected<host::ProcessOutput> output = host_->processes.run(command);
  if (!output) return Failure(std::move(output).error());
  std::string said = host::read_file(log, std::uint64_t{1} << 20).value_or("");
  fs::remove(log, ignored);
  if (!succeeded(output->status)) return Failure(explain_ssh(endpoint_, said + output->err));
  fingerprint_ = host_key_fingerprint(said);
  if (fingerprint_.empty()) {
    return failure(ErrorKind::network,
                   "ssh did not say which host key `" + endpoint_.name + "` has");
  }
  login_shell_ = ask_for_shell();
  return host::write_file(socket_.string() + ".id",
                          fingerprint_ + (login_shell_ == LoginShell::posix ? " posix" : ""), 0600);
}

// Asked once a connection; no answer is no harm.
LoginShell Connection::ask_for_shell() {
  host::Command command;
  command.argv = client(false);
  command.argv.emplace_back(shell_question);
  Expected<host::ProcessOutput> output = host_->processes.run(command);
  if (!output) return LoginShell::unknown;
  for (std::string_view line : lines(output->out)) {
    if (line == posix_answer) return LoginShell::posix;
  }
  return LoginShell::unknown;
}

}  // namespace ashore::remote
