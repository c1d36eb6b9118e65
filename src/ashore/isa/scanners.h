// SPDX-License-Identifier: Apache-2.0
// Scanners that are made once for each floor, and used for as many files as there are.
#pragma once

#include <memory>
#include <vector>

#include "ashore/isa/scan.h"

namespace ashore::isa {

// Not for two threads at once.
class Scanners {
 public:
  // As Scanner::of; stays good as long as this. Few floors are expected: those of one device, read
  // in each mode.
  Expected<Scanner*> of(const Floor& floor, Mode mode);

 private:
  struct Made {
    Floor floor;
    Mode mode;
    Scanner scanner;
  };
  std::vector<std::unique_ptr<Made>> made_;
};

}  // namespace ashore::isa
