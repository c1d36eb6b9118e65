// SPDX-License-Identifier: Apache-2.0
// What was typed, before it means anything: the options that all commands share and the command
// that was chosen.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "ashore/workflow/surroundings.h"

namespace CLI {
class App;
}

namespace ashore::cli {

enum class Loudness { quiet, normal, verbose };

struct Invocation {
  Loudness loudness = Loudness::normal;
  std::string json;                       // --json: "-"; --json=FILE: FILE; not given: empty
  std::vector<std::string> after_dashes;  // the words behind "--", untouched
  bool takes_words = false;               // whether the chosen command has a use for them
  // The chosen command; the int is the exit status.
  std::function<Expected<int>(const workflow::Surroundings&)> action;
  // Our own failures end with this instead of their kind's status: 125 for run, test and exec.
  int failure_status = 0;
};

// Each gives `root` one command, which sets `invocation.action` when it is chosen.
void add_run(CLI::App& root, Invocation& invocation);
void add_build(CLI::App& root, Invocation& invocation);
void add_verify(CLI::App& root, Invocation& invocation);
void add_ship(CLI::App& root, Invocation& invocation);
void add_probe(CLI::App& root, Invocation& invocation);
void add_target(CLI::App& root, Invocation& invocation);
void add_devices(CLI::App& root, Invocation& invocation);
void add_lab(CLI::App& root, Invocation& invocation);
void add_env(CLI::App& root, Invocation& invocation);
void add_init(CLI::App& root, Invocation& invocation);
void add_store(CLI::App& root, Invocation& invocation);
void add_doctor(CLI::App& root, Invocation& invocation);
void add_completion(CLI::App& root, Invocation& invocation);

// A subcommand with the options that all commands share, and its examples at the end of its help.
CLI::App* add_command(CLI::App& root, Invocation& invocation, const std::string& name,
                      const std::string& description, const std::string& examples);

// The first line of a command's help: what to type.
void set_usage(CLI::App& command, const std::string& usage);

// `--json` and `--json=FILE` for a command that answers.
void add_json(CLI::App& command, Invocation& invocation);

}  // namespace ashore::cli
