// SPDX-License-Identifier: Apache-2.0
// What the files of a linkage define and what they want of each other: symbols, with versions where
// the loader compares them.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "ashore/verify/linked.h"

namespace ashore::verify {

// A symbol that a file wants and that none of them defines.
struct Unresolved {
  std::size_t object = 0;  // who wants it
  std::string symbol;
  std::string version;       // empty: none
  bool only_called = false;  // bound when it is first called, if the loader binds lazily
};

// A version that a file wants of a library which has other versions.
struct VersionMissing {
  std::size_t object = 0;  // who wants it
  std::string version;
  std::string library;
  std::string youngest;  // that the library has, of the same family; empty: none
};

struct Binding {
  std::vector<Unresolved> unresolved;  // the first ones of each file
  std::vector<VersionMissing> versions;
  std::size_t symbols = 0;  // that were looked up
  // Tables of a file that we cannot read: what it wants or defines is not known.
  std::vector<std::string> unreadable;
};

// As the loader of that libc binds. Only for a linkage that is complete.
Binding binding_of(const Linkage& linkage);

}  // namespace ashore::verify
