// SPDX-License-Identifier: Apache-2.0
#include "ashore/remote/command_line.h"

#include "ashore/remote/quote.h"
#include "embedded/read_script.h"

namespace ashore::remote {

namespace {

std::string with_arguments(const Script& script) {
  return "set -- " + remote::quoted(script.arguments) + "\n" + script.text;
}

}  // namespace

std::string command_line(const Script& script, LoginShell shell) {
  if (shell == LoginShell::posix) return with_arguments(script);
  std::string line = "exec sh -c " + remote::quoted(script.text) + " ashore";
  if (!script.arguments.empty()) line += " " + remote::quoted(script.arguments);
  return line;
}

std::string reading_command_line(const std::string& end, LoginShell shell) {
  Script reader;
  reader.text = without_comments(embedded::read_script);
  reader.arguments = {end};
  return command_line(reader, shell);
}

std::string input_for_reading(const Script& script, const std::string& end) {
  return with_arguments(script) + "\n" + end + "\n";
}

bool needs_piped_input(const Script& script) {
  return command_line(script, LoginShell::unknown).size() > longest_command;
}

}  // namespace ashore::remote
