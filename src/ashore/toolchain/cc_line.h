// SPDX-License-Identifier: Apache-2.0
// A GCC-style command line, as configure scripts, Makefiles, CMake, Meson, libtool and rustc write
// it, read into what is wanted; cc_commands.h says it again to clang and ld.lld.
//
// The floor wins: an option that would leave the floor or the target is taken out and named in
// `overridden`, because many of them (`-mavx`, `-mfpu=neon`) cannot be undone by a later word.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ashore/base/expected.h"
#include "ashore/toolchain/cc_target.h"

namespace ashore {

enum class CcTask {
  answer,      // a query: print CcLine::answer, and that is all
  preprocess,  // -E, -M, -MM
  compile,     // -c, -S, -fsyntax-only, or a header to be precompiled
  link,
};

// One input of the compiler.
struct CcSource {
  std::filesystem::path path;  // "-" is standard input
  std::string language;        // clang's word after -x; empty: the file's name says it
  bool operator==(const CcSource&) const = default;
};

enum class LinkItemKind {
  source,   // the object made of the next one of CcLine::sources stands here
  input,    // a file
  library,  // the NAME of -lNAME
  word,     // an option of ld.lld, ready to be passed
};

// A piece of the linker's command line; their order decides what is found.
struct LinkItem {
  LinkItemKind kind;
  std::string text;
  bool operator==(const LinkItem&) const = default;
};

struct CcLine {
  CcTask task = CcTask::link;
  bool is_cxx = false;     // called as c++, or a source is C++: libc++'s headers are needed
  bool links_cxx = false;  // called as c++ and not -nostdlib++: libc++ is linked
  // What the user said to the compiler proper, in that order: response files expanded; without
  // inputs, -o, -x, what only a linker understands, and all that is in the last two lists.
  std::vector<std::string> words;
  std::vector<CcSource> sources;  // what gets compiled: .c .cc .s .S ..., or anything after -x
  std::vector<std::filesystem::path> objects;  // .o, .a, .so, linker scripts, given by path
  std::vector<std::string> libraries;          // -lNAME, in order
  std::vector<LinkItem> link;                  // all that the linker is to see, in order
  std::optional<std::filesystem::path> output;
  bool is_shared = false, is_static = false, is_static_pie = false, is_pie = false;
  bool is_relocatable = false;  // -r
  bool no_startfiles = false, no_defaultlibs = false, no_libc = false;
  bool no_stdinc = false, no_stdincxx = false;
  bool uses_threads = false;            // -pthread
  bool shows_commands = false;          // -v or -###: libtool and CMake read the link from it
  bool runs_nothing = false;            // -###
  std::vector<std::string> dropped;     // what GCC alone or GNU ld alone knows, as written
  std::vector<std::string> overridden;  // what would have left the floor or the target, as written
  std::string answer;                   // of CcTask::answer, with its newline
  bool answers_on_stderr = false;       // as `-v` alone does
};

// Whether the line asks if the compiler knows an option, as Meson and autoconf's macros ask clang:
// with -Werror=unknown-warning-option or -Werror=unused-command-line-argument. There the answer
// must be no for what would be taken out, and such a line is refused.
bool tests_options(const CcLine& line);

// What to say of a word in `overridden`: "option `-mavx` is not supported within the floor of ...".
// CMake's checks of options find "option ... not supported" in a compiler's warnings, and take it
// for a no.
std::string left_out_message(std::string_view option, const CcTarget& target);

// The text of a file; nothing if there is none.
using ReadFile = std::function<std::optional<std::string>(const std::filesystem::path&)>;

// `words` without the program's own name. ErrorKind::usage where GCC would refuse them too, and for
// `-specs=`, which only GCC can obey.
Expected<CcLine> read_cc_line(const std::vector<std::string>& words, bool called_as_cxx,
                              const CcTarget& target, const ReadFile& read_response_file);

}  // namespace ashore
