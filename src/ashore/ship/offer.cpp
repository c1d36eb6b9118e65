// SPDX-License-Identifier: Apache-2.0
#include "ashore/ship/offer.h"

#include <algorithm>

#include "ashore/base/text.h"
#include "ashore/device/signature.h"
#include "ashore/remote/exchange.h"
#include "ashore/ship/place.h"
#include "embedded/device.h"

namespace ashore::ship {

namespace {

// What is said before the file comes back, if it does, is a few lines.
constexpr std::size_t longest_talk = 65536;

enum class Step { offer, commit };

// One run of device.sh.
class Call {
 public:
  Call(const Offer& offer, Step step, remote::Session& session, Reporter& reporter)
      : offer_(offer), step_(step), session_(session), reporter_(reporter) {}

  Expected<Outcome> to_the_end() {
    TRY_ASSIGN(child_, session_.start(script(), {}));
    remote::Exchange exchange(*child_);
    exchange_ = &exchange;
    if (step_ == Step::commit) exchange.end_input();
    while (exchange.is_open()) {
      TRY_ASSIGN(remote::Exchange::Turn turn, exchange.turn());
      if (turn.interrupted) {
        return failure(ErrorKind::cancelled, "interrupted while sending `" + offer_.name + "`");
      }
      outcome_.device_stderr += turn.err.substr(0, longest_talk);
      hear(turn.out);
      report();
    }
    outcome_.bytes_sent = exchange.sent();
    outcome_.came_back_whole = returned_ == offer_.bytes;
    TRY_ASSIGN(transport_, child_->wait());
    return outcome_;
  }

  // The conversation broke off before the script came to an end.
  bool is_cut() const { return outcome_.word.empty() || outcome_.word == "send"; }
  bool may_try_again() { return heard_.empty() && session_.renew(outcome_.device_stderr); }
  Error broken() const {
    if (remote::transport_failed(transport_) || outcome_.word == "send") {
      return session_.explain(outcome_.device_stderr);
    }
    return Error(ErrorKind::device,
                 "the shell of `" + session_.name() +
                     "` did not run our script: " + printable(trimmed(outcome_.device_stderr)));
  }

 private:
  remote::Script script() const {
    remote::Script script;
    script.text =
        remote::without_comments(signature_script()) + remote::without_comments(embedded::device);
    script.arguments = {mark_,
                        offer_.goal,
                        offer_.sha256,
                        offer_.md5,
                        offer_.signature,
                        offer_.stamp,
                        offer_.own_directory ? "own" : "",
                        offer_.overwrite_foreign ? "force" : "",
                        offer_.key,
                        step_ == Step::commit ? "commit" : ""};
    return script;
  }

  void hear(std::string_view bytes) {
    if (outcome_.word == "read_back") {
      // One byte too many already tells that it is not the same.
      if (returned_.size() <= offer_.bytes.size()) returned_ += bytes;
      return;
    }
    heard_ += bytes;
    std::size_t end = 0;
    while (outcome_.word != "read_back" && (end = heard_.find('\n')) != std::string::npos) {
      note(trimmed(std::string_view(heard_).substr(0, end)));
      heard_.erase(0, end + 1);
    }
    if (outcome_.word == "read_back") returned_ = std::exchange(heard_, {});
    if (heard_.size() > longest_talk) heard_.clear();
  }

  // Lines without the marker come from start files of the login shell.
  void note(std::string_view line) {
    if (!line.starts_with(mark_ + " ")) return;
    line.remove_prefix(mark_.size() + 1);
    std::size_t blank = std::min(line.find(' '), line.size());
    std::string_view word = line.substr(0, blank);
    std::string_view argument = trimmed(line.substr(blank));
    if (word == "room") {
      outcome_.room = free_bytes(argument);
    } else if (word == "waiting") {
      reporter_.progress(Stage::ship, "waiting for another ashore that sends `" + offer_.name + "`",
                         std::nullopt);
    } else if (outcome_.word != "no_room") {
      outcome_.word = std::string(word);
      outcome_.argument = std::string(argument);
      if (word == "send") send();
    }
  }

  void send() {
    // It must fit beside the old file, which stays until the new one is whole.
    if (outcome_.room && *outcome_.room < offer_.bytes.size()) {
      outcome_.word = "no_room";
      child_->stdin_fd().close();
      return;
    }
    exchange_->feed(offer_.bytes);
    exchange_->end_input();
  }

  void report() {
    if (outcome_.word != "send" || offer_.bytes.empty()) return;
    reporter_.progress(
        Stage::ship, "sending " + offer_.name + ", " + human_bytes(offer_.bytes.size()),
        static_cast<double>(exchange_->sent()) / static_cast<double>(offer_.bytes.size()));
  }

  const Offer& offer_;
  Step step_;
  remote::Session& session_;
  Reporter& reporter_;
  std::string mark_ = remote::fresh_mark();
  std::unique_ptr<host::ChildProcess> child_;
  remote::Exchange* exchange_ = nullptr;  // lives as long as the conversation
  std::string heard_, returned_;
  Outcome outcome_;
  ExitStatus transport_;
};

Expected<Outcome> converse(const Offer& offer, Step step, remote::Session& session,
                           Reporter& reporter) {
  Call first(offer, step, session, reporter);
  TRY_ASSIGN(Outcome outcome, first.to_the_end());
  if (!first.is_cut()) return outcome;
  if (!first.may_try_again()) return Failure(first.broken());
  Call second(offer, step, session, reporter);
  TRY_ASSIGN(outcome, second.to_the_end());
  if (second.is_cut()) return Failure(second.broken());
  return outcome;
}

}  // namespace

Expected<Outcome> make(const Offer& offer, remote::Session& session, Reporter& reporter) {
  TRY_ASSIGN(Outcome sent, converse(offer, Step::offer, session, reporter));
  if (sent.word != "read_back") return sent;
  if (!sent.came_back_whole) {
    sent.word = "damaged";
    return sent;
  }
  TRY_ASSIGN(Outcome committed, converse(offer, Step::commit, session, reporter));
  committed.bytes_sent = sent.bytes_sent;
  return committed;
}

}  // namespace ashore::ship
