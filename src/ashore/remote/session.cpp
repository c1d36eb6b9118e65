// SPDX-License-Identifier: Apache-2.0
#include "ashore/remote/session.h"

#include <algorithm>
#include <array>
#include <random>

#include "ashore/base/text.h"
#include "ashore/remote/exchange.h"

namespace ashore::remote {

namespace {

constexpr std::size_t answer_limit = std::size_t{64} << 20;

void keep(std::string& kept, std::string_view piece) {
  kept += piece.substr(0, answer_limit - std::min(answer_limit, kept.size()));
}

Expected<Answer> ask_once(Session& session, const Script& script, std::string_view input) {
  TRY_ASSIGN(std::unique_ptr<host::ChildProcess> child, session.start(script, {}));
  Exchange exchange(*child);
  exchange.feed(input);
  exchange.end_input();
  Answer answer;
  while (exchange.is_open()) {
    TRY_ASSIGN(Exchange::Turn turn, exchange.turn());
    if (turn.interrupted) {
      return failure(ErrorKind::cancelled, "interrupted while `" + session.name() + "` answered");
    }
    keep(answer.out, turn.out);
    keep(answer.err, turn.err);
  }
  TRY_ASSIGN(answer.status, child->wait());
  return answer;
}

}  // namespace

bool transport_failed(const ExitStatus& status) {
  const Exited* exited = std::get_if<Exited>(&status);
  // Our end of the transport never ends by a signal unless somebody kills it.
  return exited == nullptr || exited->code == 255;
}

Expected<Answer> ask(Session& session, const Script& script, std::string_view input) {
  TRY_ASSIGN(Answer answer, ask_once(session, script, input));
  if (transport_failed(answer.status) && session.renew(answer.err)) {
    TRY_ASSIGN(answer, ask_once(session, script, input));
  }
  if (transport_failed(answer.status)) return Failure(session.explain(answer.err));
  return answer;
}

std::string fresh_mark() {
  std::random_device random;
  std::array<std::byte, 16> bytes{};
  for (std::byte& byte : bytes) byte = static_cast<std::byte>(random() & 0xff);
  return hex(bytes);
}

std::string without_comments(std::string_view script) {
  std::string kept;
  for (std::string_view line : lines(script)) {
    std::string_view content = trimmed(line);
    if (content.empty() || content.starts_with('#')) continue;
    kept += content;
    kept += '\n';
  }
  return kept;
}

}  // namespace ashore::remote
