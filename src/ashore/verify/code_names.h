// SPDX-License-Identifier: Apache-2.0
// What the code at an address is called, for people: the function, and the crate or source file
// that it was compiled from.
//
// The crate is what a Rust symbol's path begins with, and what Rust's compiler names its units by.
// A source file is told by the debug information alone: the file symbols (STT_FILE) of a linked
// program stand before the local symbols of an object, but an object without one has its symbols
// behind those of another, so that they name the wrong object and nothing shows it.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "ashore/elf/elf.h"
#include "ashore/verify/functions.h"

namespace ashore::verify {

struct CodeName {
  std::string function;  // demangled; empty: no symbol tells
  std::string origin;    // "hello.c", or the crate "hello" that the path does not begin with
  std::string line;      // "hello.c:12"; empty: no debug information

  // "main (hello.c)"
  std::string function_and_origin() const;
  // "main (hello.c:12)", "alloc::vec::push (hello, vec.rs:12)"
  std::string with_line() const;
};

class CodeNames {
 public:
  // `file` is the program, or the same before it was stripped; with `functions` of that file. Both
  // must outlive this.
  CodeNames(std::span<const std::byte> file, const ElfFacts& facts, const Functions& functions);
  ~CodeNames();
  CodeNames(const CodeNames&) = delete;
  CodeNames& operator=(const CodeNames&) = delete;

  // Reads the source lines of these addresses, all at once: a program of lines is run from its
  // beginning.
  void find_lines(std::span<const std::uint64_t> addresses);

  CodeName of(std::uint64_t address, const Function* function) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace ashore::verify
