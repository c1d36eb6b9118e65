// SPDX-License-Identifier: Apache-2.0
// Words that pass through the compiler's driver to a program inside it: the assembler's in -Wa, the
// inner compiler's in -Wp and -Xclang, LLVM's after -mllvm. The floor could be left by each of
// them.
#pragma once

#include <string>
#include <string_view>

#include "ashore/toolchain/cc_line.h"

namespace ashore {

class InnerWords {
 public:
  // Each puts what clang shall see into `line.words`, and the rest where it is named.
  void add_assembler_list(std::string_view written, const CcTarget& target, CcLine& line);
  void add_assembler_word(std::string_view word, const CcTarget& target, CcLine& line);
  void add_cc1_list(std::string_view written, CcLine& line);
  // `option` is -Xclang, -Xpreprocessor or -mllvm.
  void add_cc1_word(std::string_view option, std::string_view word, CcLine& line);

 private:
  bool takes_out(std::string_view prefix, std::string_view word, CcLine& line);

  std::string waiting_;  // -target-feature and its like, whose value is the next inner word
};

}  // namespace ashore
