// SPDX-License-Identifier: Apache-2.0
#include "ashore/remote/ssh.h"

#include "ashore/base/text.h"
#include "ashore/host/files.h"
#include "ashore/remote/command_line.h"
#include "ashore/remote/connection.h"

namespace ashore::remote {

namespace {

class SshSession : public Session {
 public:
  explicit SshSession(Connection connection) : connection_(std::move(connection)) {}

  const std::string& name() const override { return connection_.endpoint().name; }

  Expected<std::string> identity() override {
    TRY(connection_.establish());
    return connection_.fingerprint();
  }

  Expected<std::unique_ptr<host::ChildProcess>> start(const Script& script,
                                                      host::Streams streams) override {
    TRY(connection_.establish());
    std::string line = command_line(script, connection_.login_shell());
    if (!needs_piped_input(script)) return start_line(line, script, streams);
    if (script.terminal || streams.in != host::Stream::pipe) {
      return failure(ErrorKind::usage, "the arguments are too long for `" + name() +
                                           "`: " + std::to_string(line.size()) +
                                           " bytes, at most " + std::to_string(longest_command));
    }
    std::string end = fresh_mark();
    TRY_ASSIGN(std::unique_ptr<host::ChildProcess> child,
               start_line(reading_command_line(end, connection_.login_shell()), script, streams));
    std::string said = input_for_reading(script, end);
    // A failure to write shows in the child's status, with the reason.
    static_cast<void>(host::write_all(child->stdin_fd(), said));
    return child;
  }

  bool renew(std::string_view transport_stderr) override {
    // The first is what ssh says when the master dies while a channel is to be opened: the command
    // was not sent yet (mux.c, mux_client_request_session). The other, when there is no socket.
    bool unsent = transport_stderr.find("mux_client_request_session") != std::string_view::npos ||
                  transport_stderr.find("kex_exchange_identification") != std::string_view::npos;
    return unsent && connection_.was_found_and_is_dead();
  }

  Error explain(std::string_view transport_stderr) const override {
    return explain_ssh(connection_.endpoint(), transport_stderr);
  }

 private:
  Expected<std::unique_ptr<host::ChildProcess>>
  start_line(const std::string& line, const Script& script, host::Streams streams) {
    host::Command command;
    command.argv = connection_.client(script.terminal);
    command.argv.push_back(line);
    // A terminal is set up and read by ssh itself.
    command.in_our_group = script.terminal;
    command.begins_on_input = script.begins_on_input;
    return connection_.host().processes.start(command, streams);
  }

  Connection connection_;
};

}  // namespace

Expected<std::unique_ptr<Session>> connect(const SshDestination& destination, host::Host& host,
                                           const std::filesystem::path& sockets) {
  if (destination.destination.empty() || destination.destination.starts_with('-')) {
    return Failure(Error(ErrorKind::usage,
                         "`" + printable(destination.destination) + "` is no ssh destination")
                       .hint("as in `root@192.168.1.1`, or a Host of ~/.ssh/config"));
  }
  TRY_ASSIGN(Connection connection, Connection::create(destination, host, sockets));
  return std::unique_ptr<Session>(std::make_unique<SshSession>(std::move(connection)));
}

}  // namespace ashore::remote
