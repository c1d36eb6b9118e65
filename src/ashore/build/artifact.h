// SPDX-License-Identifier: Apache-2.0
// From the file that the linker wrote to the file that is sent.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "ashore/base/expected.h"
#include "ashore/base/reporter.h"
#include "ashore/delivery/artifact.h"
#include "ashore/store/store.h"

namespace ashore::build {

// Where to put what is made of a linked program.
struct Finishing {
  std::string name;            // the program's
  std::string built_for;       // Rust's name of the target
  std::filesystem::path goal;  // the copy without debug sections, if there are any
  bool keep_debug = false;     // send the file as it is
  bool small = false;          // take its symbols out, too
};

// Takes debug sections out into a copy, and keeps the whole file in the store by its build id.
Expected<Artifact> finish(const std::filesystem::path& linked, const Finishing& finishing,
                          const store::Store& store);

// A program that a build made.
struct Linked {
  std::string name;
  std::filesystem::path path;
  std::filesystem::path place;  // of the copy, below a directory for copies
};

// Finishes all of them and says so: `like` has the target, the directory for copies as its goal,
// and whether debug sections stay in; `how` is a word on how they were built.
Expected<std::vector<Artifact>> finish_all(const std::vector<Linked>& programs,
                                           const Finishing& like, std::string_view how,
                                           const store::Store& store, Reporter& reporter);

}  // namespace ashore::build
