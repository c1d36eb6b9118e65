// SPDX-License-Identifier: Apache-2.0
// What was found out about a program before and still holds, so that a second `run` neither reads
// nor hashes nor checks it again.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "ashore/base/digest.h"
#include "ashore/delivery/verdict.h"
#include "ashore/device/facts.h"
#include "ashore/workflow/surroundings.h"

namespace ashore::workflow {

// All that a verdict depends on beside the program.
struct Question {
  const DeviceFacts& facts;
  std::string to;  // the path there
  bool holds_it_already = false;
};

class Recall {
 public:
  explicit Recall(const Surroundings& around) : around_(around) {}

  // The digest of the file, if it has not been touched since it was kept (host::FileMark).
  std::optional<Digest> digest_of(const std::filesystem::path& path) const;
  void keep(const std::filesystem::path& path, const Digest& digest) const;

  // The verdict of this very ashore on that content and that question.
  std::optional<Verdict> verdict_on(const Digest& digest, const Question& question) const;
  void keep(const Verdict& verdict, const Question& question) const;

 private:
  // The file that holds one answer; nothing where the store cannot be written to.
  std::optional<std::filesystem::path> place_of(std::string_view kind,
                                                std::string_view question) const;
  std::optional<std::string> in_full(const Digest& digest, const Question& question) const;

  const Surroundings& around_;
};

}  // namespace ashore::workflow
