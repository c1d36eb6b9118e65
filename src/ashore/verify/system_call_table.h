// SPDX-License-Identifier: Apache-2.0
// The system calls of Linux by their numbers, the kernels that brought them, and who can do without
// them: data/syscalls.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ashore/base/version.h"
#include "ashore/target/machine.h"

namespace ashore::verify {

struct KernelCall {
  std::string_view name;  // "getrandom"
  std::uint64_t number = 0;
  Version since;   // no older kernel has it
  Version surely;  // every kernel from here on has it on this machine
};

class KernelCalls {
 public:
  // Of the machine that a program is for; nullptr where we have no table.
  static const KernelCalls* of(Arch arch, Abi abi);

  const KernelCall* by_number(std::uint64_t number) const;
  const KernelCall* by_name(std::string_view name) const;
  const std::vector<KernelCall>& all() const { return calls_; }
  // Kernels from here on have all that we know of.
  const Version& newest() const { return newest_; }

 private:
  static KernelCalls parsed(std::string_view column);

  std::vector<KernelCall> calls_;  // by number
  Version newest_;
};

// What code does where the kernel lacks a call.
struct Fallback {
  std::string_view call;
  std::string_view caller;   // a function, "std::" for all of Rust's std, or "*" for everybody
  bool none = false;         // it cannot go on
  std::string_view instead;  // "fstatat64"
  std::string_view source;   // where that is written
};

// The row that fits the function, or nullptr: not known.
const Fallback* fallback_of(std::string_view call, std::string_view function);

}  // namespace ashore::verify
