// SPDX-License-Identifier: Apache-2.0
// A user's words to the linker, as GNU ld knows them, made fit for ld.lld and held to the target.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "ashore/toolchain/cc_line.h"

namespace ashore {

// Takes the words of -Wl and -Xlinker one by one: options with their value apart come in two.
class LinkerWords {
 public:
  // Puts what ld.lld shall see into `line.link`, the rest into `line.dropped` or
  // `line.overridden`.
  void add(std::string_view word, const CcTarget& target, CcLine& line);

 private:
  void take_value(std::string_view value, const CcTarget& target, CcLine& line);

  std::string waiting_;  // an option whose value is the next word
};

}  // namespace ashore
