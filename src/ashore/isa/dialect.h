// SPDX-License-Identifier: Apache-2.0
// What an architecture's instructions are held against: the floor in LLVM's words, everything that
// exists, and what LLVM does not tell apart.
#pragma once

#include <cstdint>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ashore/base/expected.h"
#include "ashore/isa/encoding.h"

namespace ashore::isa {

// A feature or baseline in our words, and LLVM's features that make it.
struct Candidate {
  std::string name;
  std::vector<std::string> llvm;
};

// Features that can be on together. No single set decodes everything: later releases reuse and
// take away encodings.
struct World {
  std::vector<std::string> llvm;
  // What may be added to a floor within this world, in the order in which it is tried: the least
  // first.
  std::vector<Candidate> candidates;
  // Whether all other features of LLVM are candidates too, after these.
  bool and_others = false;
  // What an instruction needs that no candidate mends.
  std::string otherwise;
};

// An encoding that LLVM takes for something else, or for nothing special.
struct Special {
  std::uint32_t mask = 0, value = 0;
  std::string_view needs;  // empty: runs on every floor; "*": as the first world says
  unsigned length = 4;
};

struct Dialect {
  const char* triple = "";
  std::vector<std::string> floor;  // LLVM's names
  std::set<std::string> has;       // names that a special may need
  std::vector<World> worlds;
  std::span<const Special> specials;  // the first that fits counts
  // Bits of operands that decide about features, such as register numbers above 15.
  std::uint32_t operand_bits = 0;
};

// ErrorKind::bad_input: the baseline is not known.
Expected<Dialect> arm_dialect(const Floor& floor, Mode mode);
Expected<Dialect> aarch64_dialect(const Floor& floor);
Expected<Dialect> mips_dialect(const Floor& floor);
Expected<Dialect> riscv_dialect(const Floor& floor);

// "baseline 'x' of 32-bit ARM is not known".
Failure unknown_baseline(const Floor& floor);

}  // namespace ashore::isa
