// SPDX-License-Identifier: Apache-2.0
#include "ashore/verify/check.h"

namespace ashore::verify {

namespace {

Checked found(Answer answer, std::string text, OnDevice on_device,
              std::optional<std::string> hint) {
  Finding finding;  // its check is named by the list in verify.cpp
  finding.answer = answer;
  finding.text = std::move(text);
  finding.on_device = std::move(on_device);
  finding.hint = std::move(hint);
  return {std::move(finding), std::nullopt};
}

}  // namespace

Checked nothing_to_say() { return {}; }

Checked runs(std::string text, OnDevice on_device) {
  return found(Answer::runs, std::move(text), std::move(on_device), std::nullopt);
}

Checked cannot_tell(std::string text, OnDevice on_device, std::optional<std::string> hint) {
  return found(Answer::cannot_tell, std::move(text), std::move(on_device), std::move(hint));
}

Checked will_not_run(std::string text, OnDevice on_device, std::optional<std::string> hint) {
  return found(Answer::will_not_run, std::move(text), std::move(on_device), std::move(hint));
}

}  // namespace ashore::verify
