// SPDX-License-Identifier: Apache-2.0
// All instructions of a program outside of a floor, gathered by what they need and where they are.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "ashore/verify/code_pieces.h"
#include "ashore/verify/functions.h"
#include "ashore/verify/guards.h"

namespace ashore::verify {

// What is known of some instructions, from bad to good.
enum class Standing {
  outside,  // executed for sure as far as its kind goes: code, not guarded
  open,     // may be data, or code that a kernel emulates, or that something keeps from running
  guarded,  // code, and never executed on a device without what it needs
};

// Instructions of one function with one need.
struct Group {
  Standing standing = Standing::open;
  std::string needs;
  const Function* function = nullptr;
  std::string why;  // the guard, or why it is open; empty: it may be data
  std::size_t count = 0;
  std::uint64_t first = 0;  // address of the first one
  std::string instruction;  // that one
};

struct Gathered {
  std::vector<Group> groups;  // worst first, then by address
  std::uint64_t bytes = 0;    // executable, all told
  std::size_t count(Standing standing) const;
};

struct Program {
  const CodeSubject& subject;
  const elf::LoadedImage& image;
  const Floor& floor;
  const Functions& functions;
  isa::Scanners& scanners;
};

// Whether nothing in the executable bytes, read in every mode at every boundary, lies outside.
Expected<bool> nothing_outside(const Program& program);

Expected<Gathered> gather_outside(const Program& program, const CodePieces& pieces, Guards& guards);

}  // namespace ashore::verify
