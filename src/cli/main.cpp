// SPDX-License-Identifier: Apache-2.0
// The program: reads the command line and the environment, hands both to a workflow, and turns what
// comes back into words and an exit status.
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <nlohmann/json.hpp>
#include <system_error>

#include "ashore/base/text.h"
#include "ashore/build/build.h"
#include "ashore/build/rustc_wrapper.h"
#include "ashore/host/host.h"
#include "ashore/host/interrupt.h"
#include "cli/answer.h"
#include "cli/commands/cross.h"
#include "cli/invocation.h"
#include "cli/terminal_reporter.h"

extern char** environ;

namespace ashore::cli {

namespace {

std::map<std::string, std::string> our_environment() {
  std::map<std::string, std::string> environment;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    std::string_view text = *entry;
    std::size_t equals = text.find('=');
    if (equals != std::string_view::npos)
      environment.emplace(text.substr(0, equals), text.substr(equals + 1));
  }
  return environment;
}

// XDG base directories: the variable if it is absolute, else the default below HOME.
std::filesystem::path xdg(const host::Host& host, const char* name, const char* fallback) {
  std::string value = host::variable(host, name);
  if (value.starts_with('/')) return value;
  return std::filesystem::path(host::variable(host, "HOME")) / fallback;
}

std::filesystem::path store_root(const host::Host& host) {
  std::string chosen = host::variable(host, "ASHORE_STORE");
  if (!chosen.empty()) return std::filesystem::absolute(chosen);
  return xdg(host, "XDG_CACHE_HOME", ".cache") / "ashore";
}

std::filesystem::path own_program(const host::Host& host, const std::string& called) {
  std::error_code ignored;
  std::filesystem::path path = called;
  if (called.find('/') == std::string::npos)
    path = host::find_program(host, called).value_or(called);
  std::filesystem::path real = std::filesystem::canonical(path, ignored);
  return real.empty() ? path : real;
}

// The word that is neither a command nor an option of ours, and what may have been meant by it.
struct Unknown {
  std::string word;
  std::optional<std::string> meant;
};

std::optional<Unknown> unknown_word(const CLI::App& root, const std::vector<std::string>& words) {
  const CLI::App* command = &root;
  for (const std::string& word : words) {
    std::vector<std::string> known;
    if (word.starts_with("--")) {
      for (const CLI::Option* option : command->get_options()) {
        for (const std::string& name : option->get_lnames()) known.push_back("--" + name);
      }
      std::string typed = word.substr(0, word.find('='));
      if (std::ranges::find(known, typed) == known.end()) {
        return Unknown{typed, nearest(typed, known)};
      }
      continue;
    }
    if (command->get_subcommands({}).empty() || word.starts_with("-")) continue;
    const CLI::App* next = nullptr;
    for (const CLI::App* subcommand : command->get_subcommands({})) {
      known.push_back(subcommand->get_name());
      if (subcommand->get_name() == word) next = subcommand;
    }
    if (next == nullptr) return Unknown{word, nearest(word, known)};
    command = next;
  }
  return std::nullopt;
}

// The commands that were typed, one within the other: "store export".
std::string typed_command(const CLI::App& root, const std::vector<std::string>& words) {
  const CLI::App* command = &root;
  std::string typed;
  for (const std::string& word : words) {
    std::vector<const CLI::App*> known = command->get_subcommands({});
    auto found = std::ranges::find(known, word, &CLI::App::get_name);
    if (found == known.end()) continue;
    command = *found;
    typed += " " + word;
  }
  return typed;
}

// CLI11 only says that words are missing or too many.
Error usage_error(const CLI::ParseError& wrong, const CLI::App& root,
                  const std::vector<std::string>& words) {
  std::optional<Unknown> unknown = unknown_word(root, words);
  if (!unknown) {
    std::string message = words.empty() ? "no command is given" : lower_case(wrong.what());
    std::string help = words.empty()
                           ? "`ashore --help` lists the commands"
                           : "`ashore" + typed_command(root, words) + " --help` shows examples";
    return Error(ErrorKind::usage, message).hint(help);
  }
  bool option = unknown->word.starts_with("-");
  Error error(ErrorKind::usage, (option ? "there is no option `" : "there is no command `") +
                                    printable(unknown->word) + "`");
  if (unknown->meant) return std::move(error).hint("did you mean `" + *unknown->meant + "`?");
  return std::move(error).hint(
      "`ashore --help` lists the commands, `ashore COMMAND --help` its options");
}

int report(const Error& error, const Invocation& invocation, TerminalReporter& reporter) {
  reporter.clear_progress();
  std::fputs(rendered(error, reporter.colour()).c_str(), stderr);
  if (!invocation.json.empty()) {
    // The answer is the error; a failure to write it is said, and the first error keeps its status.
    Expected<void> written =
        write_json({{"version", 1}, {"error", to_json(error)}}, invocation.json);
    if (!written && written.error().message() != error.message())
      std::fputs(rendered(written.error(), reporter.colour()).c_str(), stderr);
  }
  return invocation.failure_status != 0 ? invocation.failure_status : exit_status(error.kind());
}

int act(const Invocation& invocation, host::Host& host, TerminalReporter& reporter) {
  reporter.set_loudness(invocation.loudness);
  if (!invocation.after_dashes.empty() && !invocation.takes_words) {
    return report(
        Error(ErrorKind::usage, "words behind `--` are for a program, and none is run here")
            .hint("leave the `--` out"),
        invocation, reporter);
  }
  Expected<store::Store> store = store::Store::open(store_root(host));
  if (!store) return report(store.error(), invocation, reporter);
  workflow::Surroundings around{host, *store, xdg(host, "XDG_CONFIG_HOME", ".config") / "ashore",
                                reporter};
  Expected<int> status = invocation.action(around);
  return status ? *status : report(status.error(), invocation, reporter);
}

void declare(CLI::App& root, Invocation& invocation) {
  root.set_version_flag("-V,--version", "ashore " ASHORE_VERSION, "Print the version");
  root.set_help_flag("-h,--help", "Print help; each command has its own: ashore run --help");
  root.require_subcommand(1);
  root.footer("Examples:\n"
              "  ashore run --on root@192.168.1.1 --release\n"
              "  ashore run examples/hello --on lab:r7000\n");
  add_run(root, invocation);
  add_build(root, invocation);
  add_verify(root, invocation);
  add_ship(root, invocation);
  add_probe(root, invocation);
  add_target(root, invocation);
  add_devices(root, invocation);
  add_lab(root, invocation);
  add_cross(root, invocation);
  add_env(root, invocation);
  add_init(root, invocation);
  add_store(root, invocation);
  add_doctor(root, invocation);
  add_completion(root, invocation);
}

int command_line(const std::string& program, std::vector<std::string> words, host::Host& host) {
  bool live = ::isatty(STDERR_FILENO) == 1 && host::variable(host, "TERM") != "dumb";
  bool colour = live && host::variable(host, "NO_COLOR").empty();
  TerminalReporter reporter(live, colour);
  Invocation invocation;
  if (take_cross_words(program, words, invocation)) return act(invocation, host, reporter);
  // Words behind "--" are the program's, byte for byte, and no business of a parser.
  auto dashes = std::ranges::find(words, "--");
  if (dashes != words.end()) invocation.after_dashes.assign(dashes + 1, words.end());
  words.erase(dashes, words.end());

  CLI::App root("From your desk to a small Linux device, in one command", "ashore");
  declare(root, invocation);
  try {
    // CLI11 takes its words from the back.
    root.parse(std::vector<std::string>(words.rbegin(), words.rend()));
  } catch (const CLI::ParseError& wrong) {
    if (wrong.get_exit_code() == 0) return root.exit(wrong);
    if (!words.empty() && words.front() == "run") invocation.failure_status = 125;
    return report(usage_error(wrong, root, words), invocation, reporter);
  }
  return act(invocation, host, reporter);
}

}  // namespace
}  // namespace ashore::cli

int main(int argc, char** argv) {
  using namespace ashore;
  std::vector<std::string> words(argv, argv + argc);
  std::string name =
      words.empty() ? "ashore" : std::filesystem::path(words.front()).filename().string();
  std::map<std::string, std::string> environment = cli::our_environment();
  if (!words.empty()) words.erase(words.begin());

  // cargo calls us in place of rustc.
  if (name == build::wrapper_name) {
    Expected<void> became = build::become_rustc(std::move(words), environment);
    std::fputs(cli::rendered(became.error(), false).c_str(), stderr);
    return 125;
  }
  // `cargo ashore run` calls `cargo-ashore ashore run`.
  if (name == "cargo-ashore" && !words.empty() && words.front() == "ashore")
    words.erase(words.begin());

  host::catch_interrupts();
  std::unique_ptr<host::ProcessRunner> processes = host::system_process_runner();
  host::Host host{*processes, std::move(environment), {}};
  host.own_program = cli::own_program(host, argc > 0 ? argv[0] : "ashore");
  return cli::command_line(name, std::move(words), host);
}
