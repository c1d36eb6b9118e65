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
  script.begins_on_input = true;
  TRY_ASSIGN(std::unique_ptr<host::ChildProcess> child,
             session.start(
                 script,
                 {.in = host::Stream::pipe, .out = host::Stream::pipe, .err = host::Stream::null}));
  return Guard(std::move(child));
}

void Guard::say(const std::string& line) {
  // A guard that is gone cannot be told anything; the program's own end is waited for all the same.
  static_cast<void>(host::write_all(child_->stdin_fd(), line + "\n"));
}

void Guard::open() {
  if (is_open_) return;
  is_open_ = true;
  if (process_ != 0)
    say((whose_ == Whose::shell ? "under " : "program ") + std::to_string(process_));
  else
    say("program");
}

void Guard::send(const std::string& signal) {
  open();
  say(signal);
}

void Guard::release() {
  if (!child_) return;
  if (!is_open_) {
    // Killed before its stdin ends, which would start it.
    child_->signal(9);
    child_.reset();
    return;
  }
  if (!child_->stdin_fd().is_open()) return;
  say("done");
  child_->stdin_fd().close();
}

void Guard::abandon() {
  if (!child_) return;
  child_->stdin_fd().close();
  // Left to itself on purpose: its destructor would end it before it has done its work.
  static_cast<void>(child_.release());
}

void Guard::wait() {
  if (!child_) return;
  // It says nothing, so the first that is heard is its end.
  struct pollfd end = {child_->stdout_fd().get(), POLLIN, 0};
  if (::poll(&end, 1, patience_milliseconds) > 0) static_cast<void>(child_->wait());
}

}  // namespace ashore::run
