// SPDX-License-Identifier: Apache-2.0
// What verify says about one file on one device. A value, not an error: "will not run" is a good
// answer.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ashore/base/digest.h"
#include "ashore/base/evidence.h"

namespace ashore {

enum class Answer { runs, cannot_tell, will_not_run };  // from good to bad

std::string_view name(Answer answer);
std::optional<Answer> parse_answer(std::string_view word);

struct Finding {
  std::string check;  // "float_abi", "interpreter", "libraries", "kernel", ...
  Answer answer = Answer::cannot_tell;
  std::string text;  // what the file needs, and what the device has
  std::optional<Evidence> on_device;
  std::optional<std::string> hint;  // one thing to try
  bool operator==(const Finding&) const = default;
};

struct Verdict {
  Digest artifact;
  std::vector<Finding> findings;      // worst first
  std::vector<std::string> warnings;  // true, worth a line, and no reason not to run
  Answer answer() const;              // the worst finding; no findings = cannot_tell
};

}  // namespace ashore
