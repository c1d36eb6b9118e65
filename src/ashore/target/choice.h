// SPDX-License-Identifier: Apache-2.0
// What to build for a device, and why.
#pragma once

#include <string>
#include <vector>

#include "ashore/target/machine.h"
#include "ashore/target/triple.h"

namespace ashore {

// Where the std library for a target comes from, nearest first.
enum class StdSource { installed, prebuilt, source };

struct TargetChoice {
  Triple triple;
  Floor floor;
  std::string cpu;  // for tuning, LLVM's name; never widens the floor; empty: leave it
  Linkage linkage = Linkage::fully_static;
  bool needs_crt_static = false;  // +crt-static must be said: it is off by default for this target
  StdSource std = StdSource::source;
  int tier = 3;                       // Rust's
  unsigned atomic_bits = 0;           // widest atomic operation of the target
  std::vector<std::string> reasons;   // for people, most important first
  std::vector<std::string> warnings;  // "kernel 2.6.36 is older than Rust's documented floor 3.2"
};

}  // namespace ashore
