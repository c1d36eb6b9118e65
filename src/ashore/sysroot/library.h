// SPDX-License-Identifier: Apache-2.0
// The libraries of a C toolchain and the source files that each object of them is made from.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "ashore/base/expected.h"
#include "ashore/target/choice.h"

namespace ashore::sysroot {

// Upstream's source trees, unpacked: <musl>/src/string/memcpy.c,
// <llvm>/compiler-rt/lib/builtins/divdi3.c.
struct SourceTrees {
  std::filesystem::path musl, llvm;
};

// One object of a library. Its name tells where its source is without the architecture:
// "string.memcpy" is made from src/string/memcpy.c or, on ARM, from src/string/arm/memcpy.S.
struct Member {
  std::string name;
  std::filesystem::path source;
  bool is_fast = false;     // compiled for speed rather than size
  std::string before = {};  // what stands before its first line
};

enum class LibraryName { c, builtins, unwind, cxxabi, cxx };

struct Library {
  LibraryName name = LibraryName::c;
  std::vector<Member> members;             // by name
  std::vector<std::string> arguments;      // for clang, beside what the floor says
  std::vector<std::string> cxx_arguments;  // the same for sources in C++ alone, and before them
};

// Directories with headers: musl's as installed (headers.h), and libc++'s where C++ was asked for.
struct HeaderPlaces {
  std::filesystem::path libc, cxx;
};

// "libc.a", and what a member's file is called: "string.memcpy.o".
std::string_view file_name(LibraryName library);

// musl's word for the architecture, which is a directory of its tree; empty: musl has none.
std::string_view musl_architecture(const Machine& machine);

// What musl's Makefile and the CMakeLists.txt of compiler-rt, libunwind, libc++abi and libc++ would
// compile for the choice.
Expected<Library> library(LibraryName name, const TargetChoice& choice, const SourceTrees& trees,
                          const HeaderPlaces& headers);

// What stands at the front of a program: crt1 for a program at a fixed address, Scrt1 and rcrt1 for
// those that may lie anywhere.
Expected<Library> start_files(const TargetChoice& choice, const SourceTrees& trees,
                              const std::filesystem::path& headers);

}  // namespace ashore::sysroot
