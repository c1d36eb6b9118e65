// SPDX-License-Identifier: Apache-2.0
#include "ashore/run/guard.h"

#include <poll.h>

#include "ashore/host/files.h"
#include "embedded/guard.h"

namespace ashore::run {

namespace {

// The guard leaves as soon as it reads the word; longer only over a link that is all but dead.
constexpr int patience_milliseconds = 1000;

}  // namespace

Expected<Guard> Guard::post(remote::Session& session, const std::string& run) {
  remote::Script script;
  script.text = remote::without_comments(embedded::guard);
  script.arguments = {run};
  TRY_ASSIGN(std::unique_ptr<host::ChildProcess> child,
             session.start(
                 script,
                 {.in = host::Stream::pipe, .out = host::Stream::pipe, .err = host::Stream::null}));
  return Guard(std::move(child));
}

void Guard::send(const std::string& line) {
  // A guard that is gone cannot be told anything; the program's own end is waited for all the same.
  static_cast<void>(host::write_all(child_->stdin_fd(), line + "\n"));
}

void Guard::release() {
  if (!child_->stdin_fd().is_open()) return;
  send("done");
  child_->stdin_fd().close();
}

void Guard::wait() {
  // It says nothing, so the first that is heard is its end.
  struct pollfd end = {child_->stdout_fd().get(), POLLIN, 0};
  if (::poll(&end, 1, patience_milliseconds) > 0) static_cast<void>(child_->wait());
}

}  // namespace ashore::run
