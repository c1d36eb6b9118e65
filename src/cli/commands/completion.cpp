// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>
#include <cstdio>

#include "ashore/target/names.h"
#include "cli/invocation.h"

namespace ashore::cli {

namespace {

// The long and short names of a command's options, separated by blanks.
std::string option_words(const CLI::App& command) {
  std::string text;
  for (const CLI::Option* option : command.get_options()) {
    for (const std::string& name : option->get_lnames()) text += "--" + name + " ";
    for (const std::string& name : option->get_snames()) text += "-" + name + " ";
  }
  return text;
}

std::string subcommand_words(const CLI::App& command) {
  std::string text;
  for (const CLI::App* subcommand : command.get_subcommands({}))
    text += subcommand->get_name() + " ";
  return text;
}

std::string ecosystem_words() {
  std::string words;
  for (Ecosystem ecosystem :
       {Ecosystem::rust, Ecosystem::llvm, Ecosystem::gcc, Ecosystem::go, Ecosystem::zig,
        Ecosystem::debian, Ecosystem::openwrt, Ecosystem::cmake})
    words += std::string(name(ecosystem)) + " ";
  return words;
}

// One definition per flag: what is completed is what is parsed.
std::string bash_script(const CLI::App& root) {
  std::string text =
      "# bash completion for ashore; zsh: autoload -U bashcompinit && bashcompinit first\n"
      "_ashore() {\n"
      "  local words= current=${COMP_WORDS[COMP_CWORD]}\n"
      "  case $COMP_CWORD:${COMP_WORDS[1]} in\n"
      "  1:*) words='" +
      subcommand_words(root) + "--help --version' ;;\n";
  for (const CLI::App* command : root.get_subcommands({})) {
    text += "  *:" + command->get_name() + ") words='" + subcommand_words(*command) +
            option_words(*command) + "' ;;\n";
  }
  return text +
         "  esac\n"
         "  case ${COMP_WORDS[COMP_CWORD-1]} in --on) words=$(ashore devices -q 2>/dev/null "
         "| while read -r name rest; do "
         "echo \"$name\"; done) ;;\n"
         "  --as) words='" +
         ecosystem_words() +
         "' ;; esac\n"
         "  COMPREPLY=($(compgen -W \"$words\" -- \"$current\"))\n"
         "  [ ${#COMPREPLY[@]} -gt 0 ] || COMPREPLY=($(compgen -f -- \"$current\"))\n"
         "}\n"
         "complete -o filenames -F _ashore ashore\n";
}

}  // namespace

void add_completion(CLI::App& root, Invocation& invocation) {
  CLI::App* command = add_command(
      root, invocation, "completion", "Print the completion script for bash (zsh takes it too)",
      "  eval \"$(ashore completion)\"\n"
      "  ashore completion > ~/.local/share/bash-completion/completions/ashore\n");
  command->callback([&root, &invocation] {
    invocation.action = [&root](const workflow::Surroundings&) -> Expected<int> {
      std::fputs(bash_script(root).c_str(), stdout);
      return 0;
    };
  });
}

}  // namespace ashore::cli
