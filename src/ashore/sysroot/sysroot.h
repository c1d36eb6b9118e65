// SPDX-License-Identifier: Apache-2.0
// Headers, start files and libraries for C and C++ programs of one floor: musl, compiler-rt's
// builtins, LLVM's libunwind, libc++abi and libc++, made from source. Objects are compiled when a
// link asks for them for the first time; a program that prints a line needs 30 of 1,300.
//
// In the store:
//   headers/musl-1.2.3-arm-<digest>/{include,internal}
//   headers/libcxx-19.1.7-<digest>/{include,internal}: made when C++ asks; include/c++/v1 of the
//     others leads there
//   sysroot/<target>-<digest>/usr/{include,lib}: one entry for each set of objects; a link that
//     needs more makes a new entry of the old objects and the new ones
//   state/sysroot/<digest>: a link to the newest of these entries, whose path stays the same
#pragma once

#include <filesystem>
#include <functional>
#include <set>
#include <span>
#include <string>

#include "ashore/base/expected.h"
#include "ashore/base/reporter.h"
#include "ashore/host/host.h"
#include "ashore/store/store.h"
#include "ashore/sysroot/compiler.h"
#include "ashore/sysroot/library.h"
#include "ashore/target/choice.h"

namespace ashore::sysroot {

// What a sysroot is made from and with.
struct Ingredients {
  TargetChoice choice;
  Compiler compiler;  // its arguments hold the choice's floor
  bool position_independent = false;
  // Where upstream's trees are; asked only when something has to be compiled.
  std::function<Expected<std::filesystem::path>()> musl, llvm;
  std::string musl_version, llvm_version;  // "1.2.3", "19.1.7"
};

class Sysroot {
 public:
  // What there is by now; headers and start files are made the first time.
  static Expected<Sysroot> open(Ingredients ingredients, host::Host& host,
                                const store::Store& store, Reporter& reporter);

  // The directory with usr/include and usr/lib; always the same for the same ingredients.
  const std::filesystem::path& root() const { return root_; }

  // Puts libc++'s headers where usr/include/c++/v1 leads to.
  Expected<void> provide_cxx_headers();
  // Compiles what defines these symbols, and what that needs. False: nothing that is not there
  // already defines one of them. Two processes at once do it once.
  Expected<bool> provide(const std::set<std::string>& symbols);
  // The same of all libraries but libc, for what is linked with a shared one.
  Expected<bool> provide_beside_libc(const std::set<std::string>& symbols);
  // All objects of some libraries, or of all.
  Expected<void> provide_whole(std::span<const LibraryName> wanted);
  Expected<void> provide_everything();

 private:
  Sysroot(Ingredients ingredients, host::Host& host, const store::Store& store, Reporter& reporter);

  Expected<void> make_headers();
  HeaderPlaces header_places() const { return {headers_ / "include", cxx_headers_ / "include"}; }
  Expected<void> take_newest();
  Expected<bool> add(const std::set<std::string>& wanted);
  Expected<void> make(const std::set<std::string>& members, const std::filesystem::path& entry);
  Expected<void> make_library(LibraryName name, const std::set<std::string>& members,
                              const SourceTrees& trees, const std::filesystem::path& lib,
                              const std::filesystem::path& workshop);
  Expected<void> make_start_files(const SourceTrees& trees, const std::filesystem::path& lib,
                                  const std::filesystem::path& workshop);
  std::filesystem::path lock_file() const;

  Ingredients ingredients_;
  host::Host& host_;
  const store::Store& store_;
  Reporter& reporter_;
  Digest recipe_;
  store::Key cxx_headers_key_;
  std::filesystem::path headers_, cxx_headers_, root_;
  bool is_made_ = false;  // there is an entry that root_ leads to
  std::set<std::string> members_;
};

// Whether musl defines it.
bool is_of_libc(const std::string& symbol);

// The symbols that a linker misses, by what it printed: "undefined symbol: printf" (LLD),
// "undefined reference to `printf'" (GNU ld).
std::set<std::string> undefined_symbols(std::string_view printed);

}  // namespace ashore::sysroot
