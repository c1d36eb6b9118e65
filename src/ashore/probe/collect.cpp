// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <chrono>
#include <random>

#include "ashore/base/text.h"
#include "ashore/device/signature.h"
#include "ashore/probe/probe.h"
#include "ashore/probe/transcript.h"
#include "embedded/probe.h"

namespace ashore::probe {

namespace {

// A text that lies on the device cannot know it, and so cannot look like a section.
std::string fresh_mark() {
  std::random_device source;
  return fmt::format("{:08x}{:08x}", source(), source());
}

std::string last_words(const remote::Answer& answer) {
  std::string_view said = trimmed(answer.err.empty() ? answer.out : answer.err);
  if (said.empty()) return "nothing";
  std::vector<std::string_view> said_lines = lines(said);
  return "`" + printable(said_lines.back(), 200) + "`";
}

std::string summary(const DeviceFacts& facts) {
  std::string text = facts.model ? facts.model->value : "a device";
  text += ": " + to_string(facts.machine.value);
  if (facts.core) text += ", " + facts.core->value;
  if (facts.kernel) text += ", Linux " + to_string(facts.kernel->value);
  return text;
}

}  // namespace

std::string_view script() {
  static const std::string whole = std::string(signature_script()) + std::string(embedded::probe);
  return whole;
}

Expected<std::string> collect(remote::Session& session) {
  std::string mark = fresh_mark();
  remote::Script asked;
  asked.text = remote::without_comments(script());
  asked.arguments = {mark};
  TRY_ASSIGN(remote::Answer answer, remote::ask(session, asked));
  std::optional<Opening> begin = opening(answer.out);
  if (!begin || begin->mark != mark) {
    return Failure(
        Error(ErrorKind::device,
              fmt::format("{} did not run the probe script ({}) and said {}", session.name(),
                          to_string(answer.status), last_words(answer)))
            .hint("ashore needs a POSIX shell there: does `ssh DEVICE echo hello` answer "
                  "with hello?"));
  }
  return std::move(answer.out);
}

Expected<DeviceFacts> probe(remote::Session& session, Reporter& reporter) {
  reporter.progress(Stage::probe, "asking " + session.name() + " what it is", std::nullopt);
  TRY_ASSIGN(std::string transcript, collect(session));
  auto answered = std::chrono::system_clock::now();
  if (!Transcript(transcript).complete())
    reporter.warning(session.name() + " did not finish its answer; what is missing stays unknown");
  TRY_ASSIGN(DeviceFacts facts, interpret(transcript, answered));
  TRY_ASSIGN(facts.identity, session.identity());
  reporter.decided(Stage::probe, summary(facts));
  return facts;
}

}  // namespace ashore::probe
