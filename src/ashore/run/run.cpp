// SPDX-License-Identifier: Apache-2.0
#include "ashore/run/run.h"

#include <algorithm>
#include <chrono>

#include "ashore/base/text.h"
#include "ashore/device/signature.h"
#include "ashore/host/files.h"
#include "ashore/host/interrupt.h"
#include "ashore/remote/exchange.h"
#include "ashore/run/ending.h"
#include "ashore/run/frames.h"
#include "ashore/run/guard.h"
#include "embedded/glance.h"
#include "embedded/look_closer.h"
#include "embedded/run.h"

namespace ashore::run {

namespace {

using Clock = std::chrono::steady_clock;

// A program that ends sooner never needs a guard on the device; see Guard.
constexpr std::chrono::milliseconds short_run(200);

bool is_variable_name(std::string_view name) {
  auto fits = [](char c) {
    return c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  };
  return !name.empty() && std::ranges::all_of(name, fits) && !(name[0] >= '0' && name[0] <= '9');
}

Expected<void> check(const Request& request) {
  bool has_nul = request.directory.find('\0') != std::string::npos;
  for (const std::string& argument : request.arguments) has_nul |= argument.contains('\0');
  for (const auto& [name, value] : request.environment) {
    has_nul |= value.contains('\0');
    if (!is_variable_name(name)) {
      return failure(ErrorKind::usage,
                     "`" + printable(name) + "` is no name of an environment variable");
    }
  }
  if (has_nul) return failure(ErrorKind::usage, "a NUL byte cannot be given to a program");
  return {};
}

// A short script first: on a slow device even the reading of an unused function is felt.
enum class Look { glance, closer };

Look first_look(const Request& request) {
  bool simple = !request.terminal && request.directory.empty() && request.environment.empty();
  return simple ? Look::glance : Look::closer;
}

remote::Script glance(const Request& request, const Expectation& expected, const std::string& mark,
                      const std::string& run) {
  remote::Script script;
  script.text = remote::without_comments(embedded::glance);
  script.arguments = {mark, run, expected.remote_path,
                      shipment_key(expected.digest, expected.signature)};
  script.arguments.insert(script.arguments.end(), request.arguments.begin(),
                          request.arguments.end());
  return script;
}

remote::Script script_for(const Request& request, const Expectation& expected, Look look,
                          const std::string& mark, const std::string& run) {
  if (look == Look::glance) return glance(request, expected, mark, run);
  remote::Script script;
  script.text = remote::without_comments(signature_script()) +
                remote::without_comments(embedded::look_closer) +
                remote::without_comments(embedded::run);
  // `cd -` would go elsewhere.
  std::string directory = request.directory;
  if (directory.starts_with('-')) directory = "./" + directory;
  script.arguments = {mark,
                      run,
                      expected.remote_path,
                      directory,
                      shipment_key(expected.digest, expected.signature),
                      request.terminal ? "terminal" : "",
                      hex(expected.digest),
                      expected.signature,
                      std::to_string(request.environment.size())};
  for (const auto& [name, value] : request.environment) {
    script.arguments.push_back(name + "=" + value);
  }
  script.arguments.insert(script.arguments.end(), request.arguments.begin(),
                          request.arguments.end());
  script.terminal = request.terminal;
  return script;
}

// One of our own standard streams, which stays open.
void write_to(int number, std::string_view bytes) {
  if (bytes.empty()) return;
  host::Fd ours(number);
  // Nobody reads it any more: the program finds that out by itself.
  static_cast<void>(host::write_all(ours, bytes));
  ours.release();
}

std::string signal_word(int number) {
  if (number == 2) return "INT";
  if (number == 1) return "HUP";
  return "TERM";
}

// What the device said through frames.
struct Told {
  bool begun = false, not_started = false, no_directory = false, unsure = false;
  std::optional<NotRun> not_run;
  std::optional<ExitStatus> status;
  Clock::time_point start, end;
};

class Run {
 public:
  Run(const Request& request, const Expectation& expected, Look look, remote::Session& session)
      : request_(request), expected_(expected), look_(look), session_(session) {}

  Expected<Result> to_the_end() {
    TRY(start());
    remote::Exchange exchange(*child_);
    while (exchange.is_open()) {
      TRY_ASSIGN(remote::Exchange::Turn turn, exchange.turn(until_guard()));
      hear(turn);
      // Not before: what was read for a program that was not run would be lost to the next attempt.
      if (told_.begun && !request_.terminal) exchange.copy_input_from(0);
      if (turn.interrupted) TRY(pass_signal());
      if (until_guard() == std::chrono::milliseconds(0)) guard_->open();
    }
    hear_rest();
    TRY_ASSIGN(transport_, child_->wait());
    return result();
  }

  // Nothing was started on the device: a glance was not enough.
  bool is_unsure() const { return told_.unsure; }
  // Nothing was started on the device, and another attempt may do better.
  bool may_try_again() {
    return !told_.begun && !told_.not_run && session_.renew(transport_words_);
  }

 private:
  Expected<void> start() {
    std::string run = remote::fresh_mark();
    std::string mark = "\x1e" + remote::fresh_mark() + " ";
    remote::Script script = script_for(request_, expected_, look_, mark, run);
    frames_ = FrameReader(mark);
    using host::Stream;
    // ssh runs in its own process group, where reading our terminal would stop it, so we read; with
    // a terminal of the device's own, ssh must have ours.
    host::Streams streams = {Stream::pipe, Stream::inherit, Stream::pipe};
    if (request_.terminal) streams = {Stream::inherit, Stream::pipe, Stream::pipe};
    TRY_ASSIGN(child_, session_.start(script, streams));
    // From here on the program may run there, so from here on somebody must be left who ends it.
    TRY_ASSIGN(Guard guard, Guard::post(session_, run));
    guard_ = std::move(guard);
    return {};
  }

  // How long until the guard's channel is to be opened; no answer: not by time.
  std::optional<std::chrono::milliseconds> until_guard() const {
    if (!guard_ || !told_.begun || told_.status || guard_->is_open()) return std::nullopt;
    auto left =
        std::chrono::ceil<std::chrono::milliseconds>(told_.start + short_run - Clock::now());
    return std::max(left, std::chrono::milliseconds(0));
  }

  void hear(const remote::Exchange::Turn& turn) {
    if (request_.terminal) {
      frame(turn.out, 1);
      transport_words_ += turn.err;
    } else {
      frame(turn.err, 2);
    }
  }

  void hear_rest() {
    if (told_.begun && !told_.status) write_to(request_.terminal ? 1 : 2, frames_.rest());
  }

  void frame(std::string_view bytes, int ours) {
    if (bytes.empty()) return;
    for (const FrameReader::Piece& piece : frames_.read(bytes)) {
      if (piece.is_frame) {
        note(piece.text);
      } else if (told_.begun && !told_.status) {
        write_to(ours, piece.text);
      } else {
        // Before the program begins and after it ended, only the transport speaks, and perhaps the
        // start files of a login shell.
        transport_words_ += piece.text;
      }
    }
  }

  void note(std::string_view word) {
    if (word.starts_with("begun")) {
      told_.begun = true;
      told_.start = Clock::now();
      watch(trimmed(word.substr(5)));
      if (guard_ && !early_signal_.empty()) guard_->send(early_signal_);
    } else if (word.starts_with("ended ")) {
      told_.status = ending_of(word.substr(6), interrupted_, expected_.signals);
      told_.end = Clock::now();
      if (guard_) guard_->release();
    } else if (word == "device_differs") {
      told_.not_run = NotRun::device_differs;
    } else if (word == "file_differs") {
      told_.not_run = NotRun::file_differs;
    } else if (word == "unsure") {
      told_.unsure = true;
    } else if (word == "not_started") {
      told_.not_started = true;
    } else if (word == "no_directory") {
      told_.no_directory = true;
    }
  }

  // "12", or "under 12".
  void watch(std::string_view words) {
    constexpr std::string_view under = "under ";
    bool shell = words.starts_with(under);
    std::optional<std::uint64_t> process =
        parse_unsigned(shell ? words.substr(under.size()) : words);
    if (guard_ && process)
      guard_->watch(*process, shell ? Guard::Whose::shell : Guard::Whose::program);
  }

  Expected<void> pass_signal() {
    int number = host::take_interrupt();
    if (number == 0) return {};
    if (!told_.begun) {
      // There is no program yet to pass it on to. Who insists, need not wait for a dead link.
      if (!early_signal_.empty()) {
        guard_->abandon();
        return failure(ErrorKind::cancelled,
                       "interrupted before `" + session_.name() + "` started the program");
      }
      early_signal_ = signal_word(number);
    } else {
      guard_->send(signal_word(number));
    }
    interrupted_ |= number == 2;
    return {};
  }

  Expected<Result> result() {
    bool nothing_runs = told_.not_run || told_.no_directory || told_.not_started || told_.unsure;
    if (told_.status || nothing_runs) {
      guard_->release();
      guard_->wait();
    } else {
      guard_->abandon();
    }
    Result result;
    result.not_run = told_.not_run;
    if (told_.not_run || told_.unsure) return result;
    if (told_.no_directory) {
      return failure(ErrorKind::device, "there is no directory `" + printable(request_.directory) +
                                            "` on `" + session_.name() + "` that can be entered");
    }
    if (told_.not_started) {
      return failure(ErrorKind::device, "the shell of `" + session_.name() + "` cannot start `" +
                                            printable(expected_.remote_path) + "`");
    }
    if (!told_.status) return Failure(broken());
    result.outcome.status = *told_.status;
    result.outcome.elapsed =
        std::chrono::duration_cast<std::chrono::milliseconds>(told_.end - told_.start);
    return result;
  }

  Error broken() const {
    Error error = session_.explain(transport_words_);
    if (!remote::transport_failed(transport_)) {
      error = Error(ErrorKind::device,
                    "the shell of `" + session_.name() +
                        "` did not run our script: " + printable(trimmed(transport_words_)));
    }
    if (!told_.begun) return error;
    return std::move(error).while_doing("running `" + printable(expected_.remote_path) +
                                        "`, whose end is not known");
  }

  const Request& request_;
  const Expectation& expected_;
  Look look_;
  remote::Session& session_;
  FrameReader frames_{"\x1e"};
  std::unique_ptr<host::ChildProcess> child_;
  std::optional<Guard> guard_;
  std::string transport_words_, early_signal_;
  ExitStatus transport_;
  Told told_;
  bool interrupted_ = false;
};

}  // namespace

SignalNumbers signal_numbers(Arch arch) {
  bool is_mips = arch == Arch::mips || arch == Arch::mips64;
  return is_mips ? SignalNumbers::mips : SignalNumbers::common;
}

Expected<Result> run(const Request& request, const Expectation& expected,
                     remote::Session& session) {
  TRY(check(request));
  Look look = first_look(request);
  bool renewed = false;
  while (true) {
    Run attempt(request, expected, look, session);
    Expected<Result> result = attempt.to_the_end();
    if (look == Look::glance && attempt.is_unsure()) {
      look = Look::closer;
    } else if (!result && !renewed && attempt.may_try_again()) {
      renewed = true;
    } else {
      return result;
    }
  }
}

}  // namespace ashore::run
