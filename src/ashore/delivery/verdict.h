// SPDX-License-Identifier: Apache-2.0
// What verify says about one file on one device. A value, not an error: "will not run" is a good
// answer.
#pragma once

#include <cstdint>
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

// One place in the file that an answer rests on.
struct Where {
  std::uint64_t address = 0;  // as the file gives it, before any move by the loader
  std::string function;       // with its crate or object file where symbols or DWARF tell
  std::string instruction;    // as an assembler writes it
  std::string needs;          // the feature, or the system call: "vfp2", "getrandom"
  bool operator==(const Where&) const = default;
};

struct Finding {
  std::string check;  // "float_abi", "interpreter", "libraries", "kernel", ...
  Answer answer = Answer::cannot_tell;
  std::string text;  // what the file needs, and what the device has
  std::optional<Evidence> on_device;
  std::optional<std::string> hint;  // one thing to try
  std::vector<Where> where;  // the first ones, worst first; empty: it is no place in the file
  bool operator==(const Finding&) const = default;
};

struct Verdict {
  Digest artifact;
  std::vector<Finding> findings;      // worst first
  std::vector<std::string> warnings;  // true, worth a line, and no reason not to run
  Answer answer() const;              // the worst finding; no findings = cannot_tell
};

}  // namespace ashore
