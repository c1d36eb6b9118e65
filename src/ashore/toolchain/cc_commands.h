// SPDX-License-Identifier: Apache-2.0
// What clang and ld.lld are told for a command line that was read: whole argument lists, without
// the program's name.
//
// ld.lld is called directly and not through clang's driver: the driver's own start files, search
// paths and defaults differ between distributions and GCC installations it finds, it takes 20 ms
// of its own, and with a libc made on demand the objects must be there before the link is planned.
// So a line that compiles and links is one clang for each source, and then one ld.lld.
//
// Neither must see CPATH, C_INCLUDE_PATH, CPLUS_INCLUDE_PATH, LIBRARY_PATH and CCC_OVERRIDE_OPTIONS
// of the user's environment: they are the host's.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "ashore/toolchain/cc_line.h"

namespace ashore {

// For CcTask::preprocess and compile. The same program serves C and C++: languages are said.
std::vector<std::string> clang_words(const CcLine& line, const CcTarget& target);

// For CcTask::link: one of the line's sources into an object.
std::vector<std::string> clang_words_of_source(const CcLine& line, const CcTarget& target,
                                               const CcSource& source,
                                               const std::filesystem::path& object);

// What the sysroot adds to a link; link_words leaves out what the line does not want.
struct LinkParts {
  std::vector<std::filesystem::path> sources;  // the objects made of CcLine::sources, in order
  std::vector<std::string> start_files;        // crt1.o ...: paths
  std::vector<std::string> cxx_libraries;      // for links_cxx: "-lc++", "-lc++abi" or paths
  std::vector<std::string> runtime_libraries;  // builtins, unwinder: wanted even with -nolibc
  std::vector<std::string> libc_libraries;     // "-lc" or paths
  std::vector<std::string> end_files;          // crtend.o, crtn.o: paths, or none
  std::string dynamic_linker;                  // what a dynamic program names; empty: none
};

// For CcTask::link: the whole of ld.lld's words.
std::vector<std::string> link_words(const CcLine& line, const CcTarget& target,
                                    const LinkParts& parts);

// How the program will be loaded, which decides between crt1.o, Scrt1.o and rcrt1.o.
enum class LinkKind { static_program, static_pie, dynamic_program, dynamic_pie, shared, object };
LinkKind link_kind(const CcLine& line, const CcTarget& target);

// GCC's: the line's -o, or a.out.
std::filesystem::path link_output(const CcLine& line);

}  // namespace ashore
