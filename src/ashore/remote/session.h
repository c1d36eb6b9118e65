// SPDX-License-Identifier: Apache-2.0
// A way to run commands on a device. Streams stay streams; nothing is kept in memory that the
// caller did not ask for.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "ashore/base/exit_status.h"
#include "ashore/base/expected.h"
#include "ashore/host/process.h"

namespace ashore::remote {

// A POSIX-sh program that runs on the device, and its positional parameters. The parameters are
// bytes that arrive exactly (a NUL cannot be said); quote.cpp is the only place that turns them
// into shell text. Status 255 belongs to the transport: a script never exits with it.
struct Script {
  std::string text;                         // a file of ours, embedded; never assembled
  std::vector<std::string> arguments = {};  // $1, $2, ...
  bool terminal = false;                    // with a terminal on the device
  // Starts when its stdin has a first byte or ends, so also when we are killed; see host::Command.
  bool begins_on_input = false;
};

class Session {
 public:
  virtual ~Session() = default;

  // What the user typed: "root@192.168.1.1", "lab:r7000".
  virtual const std::string& name() const = 0;

  // The host key's fingerprint, "SHA256:..."; empty where there is none (a local directory).
  virtual Expected<std::string> identity() = 0;

  // Starts a script with the given streams. Its exit status is the transport's: what a program's
  // own status is must be framed by the script.
  virtual Expected<std::unique_ptr<host::ChildProcess>> start(const Script& script,
                                                              host::Streams streams) = 0;

  // After a script ended with status 255 and these last words on stderr: true if the connection
  // was an old one that turned out dead before the script could begin. The next start() then makes
  // a new one, so the caller may try again once.
  virtual bool renew(std::string_view transport_stderr) {
    static_cast<void>(transport_stderr);
    return false;
  }

  // What is wrong when the transport failed (status 255 and these last words on stderr):
  // unreachable, refused key, changed host key, no matching host key type, each with its hint.
  virtual Error explain(std::string_view transport_stderr) const = 0;
};

struct Answer {
  ExitStatus status;
  std::string out, err;
};

// Runs a script with the given input to its end and keeps what it says (at most 64 MiB of each).
// The script must be safe to repeat. Errors: the transport's, explained.
Expected<Answer> ask(Session& session, const Script& script, std::string_view input = {});

// True if the transport itself failed, and not what ran over it.
bool transport_failed(const ExitStatus& status);

// The script is too long for the command of some ssh servers: start() sends it through stdin, which
// must be a pipe then; what the caller writes there comes after it.
bool needs_piped_input(const Script& script);

// A word that nobody can have said before: 32 random hexadecimal digits.
std::string fresh_mark();

// The script without its comment lines: a device's ssh may take no more than 9000 bytes. Not for
// scripts with here-documents.
std::string without_comments(std::string_view script);

}  // namespace ashore::remote
