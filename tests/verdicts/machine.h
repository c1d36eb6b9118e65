// SPDX-License-Identifier: Apache-2.0
// A CPU model of qemu-user as a device: what a small program finds out under that very model, read
// by the same code that reads a router's answer.
#pragma once

#include <filesystem>
#include <string>

#include "ashore/device/facts.h"
#include "ashore/host/process.h"
#include "table.h"

namespace ashore::verdicts {

// How a run under a model ended.
struct Trial {
  bool good = false;     // exit status 0, and "ok" where the program is ours
  bool illegal = false;  // ended by SIGILL
  std::string ending;    // for people
};

class Machine {
 public:
  Machine(Model model, host::ProcessRunner& processes)
      : model_(std::move(model)), processes_(processes) {}

  const Model& model() const { return model_; }

  // `speaker`: programs/model.c, made for this architecture.
  Expected<DeviceFacts> facts(const std::filesystem::path& speaker);

  // `root`: where loader and libraries are; may be empty.
  Expected<Trial> run(const Program& program, const std::filesystem::path& file,
                      const std::filesystem::path& root);

 private:
  Expected<host::ProcessOutput> started(const std::filesystem::path& file,
                                        const std::filesystem::path& root,
                                        const std::vector<std::string>& arguments);
  Model model_;
  host::ProcessRunner& processes_;
};

}  // namespace ashore::verdicts
