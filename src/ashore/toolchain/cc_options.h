// SPDX-License-Identifier: Apache-2.0
// The grammar of GCC's and clang's options: which take a value, how it is attached, and whom they
// are for. An option that is not in the table stands alone and is the compiler's.
#pragma once

#include <string_view>

namespace ashore {

enum class OptionShape {
  alone,               // -c
  joined,              // -std=c11, -O2
  separate,            // -include FILE
  joined_or_separate,  // -oFILE, -o FILE
};

enum class OptionAction {
  compile,         // to clang as it is
  link,            // to ld.lld as it is
  drop,            // known to GCC alone and without effect on what the program means
  take_out,        // another target or another sysroot
  refuse,          // cannot be obeyed
  set,             // stands for a field of CcLine alone
  query,           // wants an answer
  output,          // -o
  language,        // -x
  library,         // -l
  library_path,    // -L
  linker_list,     // -Wl,a,b
  linker_word,     // -Xlinker a
  assembler_list,  // -Wa,a,b
  assembler_word,  // -Xassembler a
  cc1_list,        // -Wp,a,b
  cc1_word,        // -Xclang a, -Xpreprocessor a
};

struct CcOption {
  std::string_view name;
  OptionShape shape;
  OptionAction action;
};

// The option that `word` begins with or is; nothing for what is not in the table.
const CcOption* find_cc_option(std::string_view word);

}  // namespace ashore
