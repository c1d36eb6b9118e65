// SPDX-License-Identifier: Apache-2.0
// What to build for a device, and why.
#pragma once

#include <string>
#include <vector>

#include "ashore/target/machine.h"
#include "ashore/target/triple.h"

namespace ashore {

struct TargetChoice {
  Triple triple;
  Floor floor;
  std::string cpu;  // for tuning, LLVM's name; never widens the floor; empty: leave it
  Linkage linkage = Linkage::fully_static;
  std::vector<std::string> reasons;   // for people, most important first
  std::vector<std::string> warnings;  // "kernel 2.6.36 is older than Rust's documented floor 3.2"
};

}  // namespace ashore
