// SPDX-License-Identifier: Apache-2.0
// All programs on all machines: what QEMU says, what was declared, what `verify` answers.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "ashore/delivery/verdict.h"
#include "machine.h"
#include "table.h"

namespace ashore::verdicts {

// One program on one machine.
struct Pair {
  std::string program, machine;
  bool declared = false;             // what the tables say
  Trial trial;                       // what QEMU says
  Verdict verdict;                   // what ashore says
  std::chrono::milliseconds took{};  // to say so
  bool agrees() const { return trial.good == declared; }
  // The worst that can be.
  bool wrongly_runs() const { return !declared && verdict.answer() == Answer::runs; }
  bool wrongly_refused() const { return declared && verdict.answer() == Answer::will_not_run; }
  bool open() const { return verdict.answer() == Answer::cannot_tell; }
};

struct Matrix {
  std::vector<Pair> pairs;
  std::size_t programs = 0, machines = 0;
  std::vector<std::string> not_made;   // programs, and why
  std::vector<std::string> not_named;  // what a report should have said, and did not
  Explanations explanations;           // of wrong refusals
  // Programs that are refused where they run, and nothing says why; and the other way round.
  std::vector<std::string> not_explained() const;
  std::vector<std::string> explained_in_vain() const;
};

// What must hold: no wrong `runs` and a true table always; of the whole matrix also that few
// answers are wrong refusals or left open, that each wrong refusal is explained, and that guards
// are named.
enum class Measure { sound, as_promised };

// Prints the table that people read. True: it holds.
bool tell(const Matrix& matrix, Measure measure);

// One line a pair, with tabs, for other tools.
std::string written(const Matrix& matrix);

}  // namespace ashore::verdicts
