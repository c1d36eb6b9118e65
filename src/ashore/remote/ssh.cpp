// SPDX-License-Identifier: Apache-2.0
#include "ashore/remote/ssh.h"

#include "ashore/base/text.h"
#include "ashore/host/files.h"
#include "ashore/remote/connection.h"
#include "ashore/remote/quote.h"

namespace ashore::remote {

namespace {

// dropbear ends the whole connection at a command of more than 9000 bytes (MAX_CMD_LEN in its
// chansession.h); the user's shell there sees this much.
constexpr std::size_t longest_command = 8900;

// Reads a script from stdin up to a line that is $1, byte by byte as `read` must, so that the
// rest of stdin is the script's own.
constexpr std::string_view read_script = "ashore_text=\n"
                                         "while IFS= read -r ashore_line; do\n"
                                         "[ \"$ashore_line\" = \"$1\" ] && break\n"
                                         "ashore_text=\"$ashore_text$ashore_line\n"
                                         "\"\n"
                                         "done\n"
                                         "shift\n"
                                         "eval \"$ashore_text\"\n";

std::string command_line(std::string_view text, std::span<const std::string> arguments) {
  std::string line = "exec sh -c " + quoted(text) + " ashore";
  if (!arguments.empty()) line += " " + quoted(arguments);
  return line;
}

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
    std::string line = command_line(script.text, script.arguments);
    if (line.size() <= longest_command) return start_line(line, script.terminal, streams);
    if (script.terminal || streams.in != host::Stream::pipe) {
      return failure(ErrorKind::usage, "the arguments are too long for `" + name() +
                                           "`: " + std::to_string(line.size()) +
                                           " bytes, at most " + std::to_string(longest_command));
    }
    std::string end = fresh_mark();
    TRY_ASSIGN(
        std::unique_ptr<host::ChildProcess> child,
        start_line(command_line(read_script, std::vector<std::string>{end}), false, streams));
    std::string said =
        "set -- " + quoted(script.arguments) + "\n" + script.text + "\n" + end + "\n";
    // A failure to write shows in the child's status, with the reason.
    static_cast<void>(host::write_all(child->stdin_fd(), said));
    return child;
  }

  bool renew(std::string_view transport_stderr) override {
    // ssh says this while it waits for a channel to open: the command was not sent yet
    // (mux.c, mux_client_request_session).
    bool unsent = transport_stderr.find("mux_client_request_session: read from master failed") !=
                      std::string_view::npos ||
                  transport_stderr.find("Control socket connect") != std::string_view::npos ||
                  transport_stderr.find("Connection closed by UNKNOWN") != std::string_view::npos;
    return unsent && connection_.was_found_and_is_dead();
  }

  Error explain(std::string_view transport_stderr) const override {
    return explain_ssh(connection_.endpoint(), transport_stderr);
  }

 private:
  Expected<std::unique_ptr<host::ChildProcess>> start_line(const std::string& line, bool terminal,
                                                           host::Streams streams) {
    host::Command command;
    command.argv = connection_.client(terminal);
    command.argv.push_back(line);
    // A terminal is set up and read by ssh itself.
    command.in_our_group = terminal;
    return connection_.host().processes.start(command, streams);
  }

  Connection connection_;
};

}  // namespace

Expected<std::unique_ptr<Session>> connect(const SshDestination& destination, host::Host& host,
                                           const std::filesystem::path& sockets) {
  if (destination.destination.empty() || destination.destination.starts_with('-')) {
    return failure(ErrorKind::usage,
                   "`" + printable(destination.destination) + "` is no ssh destination");
  }
  TRY_ASSIGN(Connection connection, Connection::create(destination, host, sockets));
  return std::unique_ptr<Session>(std::make_unique<SshSession>(std::move(connection)));
}

}  // namespace ashore::remote
