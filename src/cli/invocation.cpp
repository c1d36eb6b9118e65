// SPDX-License-Identifier: Apache-2.0
#include "cli/invocation.h"

#include <CLI/CLI.hpp>

namespace ashore::cli {

namespace {

// CLI11's own usage line shows neither the words behind "--" nor which options belong together.
class WithUsage : public CLI::Formatter {
 public:
  explicit WithUsage(std::string usage) : usage_(std::move(usage)) {}
  std::string make_usage(const CLI::App*, std::string) const override {
    return "Usage: " + usage_ + "\n";
  }

 private:
  std::string usage_;
};

}  // namespace

CLI::App* add_command(CLI::App& root, Invocation& invocation, const std::string& name,
                      const std::string& description, const std::string& examples) {
  CLI::App* command = root.add_subcommand(name, description);
  command->footer("Examples:\n" + examples);
  command->add_flag_callback(
      "-q,--quiet", [&invocation] { invocation.loudness = Loudness::quiet; },
      "Say only what went wrong");
  command->add_flag_callback(
      "-v,--verbose", [&invocation] { invocation.loudness = Loudness::verbose; },
      "Say each step and why");
  return command;
}

void set_usage(CLI::App& command, const std::string& usage) {
  command.formatter(std::make_shared<WithUsage>(usage));
}

void add_json(CLI::App& command, Invocation& invocation) {
  command.add_flag("--json{-}", invocation.json,
                   "Print the answer as JSON, or write it to a file with --json=FILE");
}

}  // namespace ashore::cli
