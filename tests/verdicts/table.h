// SPDX-License-Identifier: Apache-2.0
// The two tables of the matrix: programs with their declared truth, and CPU models with what they
// have.
#pragma once

#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "ashore/base/expected.h"
#include "ashore/target/machine.h"

namespace ashore::verdicts {

// Features and baselines in the tables' words; a program runs where it needs a part of what the
// machine has.
using Words = std::set<std::string, std::less<>>;

// One row of programs.tsv.
struct Program {
  std::string name;
  bool quick = false;  // in the short selection too
  Arch arch = Arch::arm;
  std::string how;                     // which rule of workshop.cpp makes it
  std::string source, target;          // as that rule wants them
  std::vector<std::string> flags;      // of the compiler
  std::vector<std::string> arguments;  // of the program, such that every path is taken
  Words needs;
  // A file that the first argument, a program of the same tree, loads.
  bool is_library() const { return how == "library"; }
  // What the report must tell: the name of a function wherever the program does not run; with
  // "@MODEL" on that machine, such as the name of a guard.
  std::vector<std::string> named;
};

// One row of models.tsv.
struct Model {
  std::string name, qemu, cpu;
  bool quick = false;
  Arch arch = Arch::arm;
  FloatAbi float_abi = FloatAbi::hard;
  Words has;
  std::string machine;  // of `uname -m`; empty: as QEMU says
  std::string cpuinfo;  // lines of /proc/cpuinfo, with '; ' between them
};

Expected<std::vector<Program>> read_programs(const std::filesystem::path& file);
Expected<std::vector<Model>> read_models(const std::filesystem::path& file);

// By the program's name: why `verify` refuses it on some machines that run it.
using Explanations = std::map<std::string, std::string, std::less<>>;
Expected<Explanations> read_explanations(const std::filesystem::path& file);

// The declared truth about one program on one machine.
bool runs(const Program& program, const Model& model);

}  // namespace ashore::verdicts
