// SPDX-License-Identifier: Apache-2.0
// The command lines of GNU ld and GNU as, for those who call the two without a compiler: kernels,
// boot loaders, busybox, hand-written Makefiles.
#pragma once

#include <string>
#include <vector>

#include "ashore/toolchain/cc_line.h"

namespace ashore {

// What ld.lld is told, and what was not passed on; named as if they stood in -Wl.
struct LdLine {
  std::vector<std::string> words;  // with the target's emulation and sysroot before the user's own
  std::vector<std::string> dropped, overridden;
};

// `words` without the program's own name. ErrorKind::usage as for a compiler's line.
Expected<LdLine> read_ld_line(const std::vector<std::string>& words, const CcTarget& target,
                              const ReadFile& read_response_file);

// The line of a compiler that does the same, for read_cc_line: `as -mthumb a.s -o a.o` is
// `cc -c -x assembler -Wa,-mthumb a.s -o a.o`. Standard input where no file is named.
std::vector<std::string> cc_words_of_as(const std::vector<std::string>& words);

// `cpp IN OUT` is `cc -E IN -o OUT`.
std::vector<std::string> cc_words_of_cpp(const std::vector<std::string>& words);

}  // namespace ashore
