// SPDX-License-Identifier: Apache-2.0
#include "ashore/remote/local.h"

#include "ashore/base/text.h"

namespace ashore::remote {

namespace {

class LocalSession : public Session {
 public:
  LocalSession(host::Host& host, std::filesystem::path directory, std::vector<std::string> shell)
      : host_(host), directory_(std::move(directory)), shell_(std::move(shell)) {}

  const std::string& name() const override { return name_; }
  Expected<std::string> identity() override { return std::string(); }

  Expected<std::unique_ptr<host::ChildProcess>> start(const Script& script,
                                                      host::Streams streams) override {
    if (script.terminal) {
      return failure(ErrorKind::usage, "a local session has no terminal to give");
    }
    host::Command command;
    command.argv = shell_;
    command.argv.insert(command.argv.end(), {"-c", script.text, "ashore"});
    command.argv.insert(command.argv.end(), script.arguments.begin(), script.arguments.end());
    command.directory = directory_;
    command.begins_on_input = script.begins_on_input;
    command.environment = {{"HOME", directory_.string()}};
    return host_.processes.start(command, streams);
  }

  Error explain(std::string_view transport_stderr) const override {
    return Error(ErrorKind::network,
                 "the local shell failed: " + printable(trimmed(transport_stderr)));
  }

 private:
  std::string name_ = "local";
  host::Host& host_;
  std::filesystem::path directory_;
  std::vector<std::string> shell_;
};

}  // namespace

std::unique_ptr<Session> local_session(host::Host& host, std::filesystem::path directory,
                                       std::vector<std::string> shell) {
  return std::make_unique<LocalSession>(host, std::move(directory), std::move(shell));
}

}  // namespace ashore::remote
