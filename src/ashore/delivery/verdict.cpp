// SPDX-License-Identifier: Apache-2.0
#include "ashore/delivery/verdict.h"

#include <algorithm>

namespace ashore {

std::string_view name(Answer answer) {
  switch (answer) {
  case Answer::runs: return "runs";
  case Answer::cannot_tell: return "cannot_tell";
  case Answer::will_not_run: return "will_not_run";
  }
  return "cannot_tell";
}

std::optional<Answer> parse_answer(std::string_view word) {
  for (Answer answer : {Answer::runs, Answer::cannot_tell, Answer::will_not_run}) {
    if (name(answer) == word) return answer;
  }
  return std::nullopt;
}

Answer Verdict::answer() const {
  if (findings.empty()) return Answer::cannot_tell;
  return std::ranges::max(findings, {}, &Finding::answer).answer;
}

}  // namespace ashore
