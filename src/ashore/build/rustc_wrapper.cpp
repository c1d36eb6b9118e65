// SPDX-License-Identifier: Apache-2.0
#include "ashore/build/rustc_wrapper.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>

#include "ashore/base/text.h"
#include "ashore/build/build.h"
#include "ashore/host/files.h"

namespace ashore::build {

namespace {

constexpr char separator = '\x1f';
constexpr const char* target_variable = "ASHORE_RUSTC_TARGET";
constexpr const char* arguments_variable = "ASHORE_RUSTC_ARGUMENTS";
constexpr const char* chain_variable = "ASHORE_RUSTC_CHAIN";
constexpr std::uint64_t argument_file_limit = std::uint64_t{64} << 20;

std::string value_of(const std::map<std::string, std::string>& environment, const char* name) {
  auto found = environment.find(name);
  return found == environment.end() ? std::string() : found->second;
}

std::vector<std::string> owned(const std::vector<std::string_view>& pieces) {
  return {pieces.begin(), pieces.end()};
}

bool names_target(const std::vector<std::string>& arguments, const std::string& target) {
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    if (arguments[i] == "--target=" + target) return true;
    if (arguments[i] == "--target" && i + 1 < arguments.size() && arguments[i + 1] == target) {
      return true;
    }
  }
  return false;
}

// Cargo puts the arguments into a file when the command line is too long for the system.
bool compiles_for(const std::vector<std::string>& argv, const std::string& target,
                  const ReadArguments& read_arguments) {
  if (names_target(argv, target)) return true;
  return std::ranges::any_of(argv, [&](const std::string& word) {
    return word.starts_with('@') &&
           names_target(owned(lines(read_arguments(word.substr(1)))), target);
  });
}

bool is_sysroot(const std::string& word) {
  return word == "--sysroot" || word.starts_with("--sysroot=");
}

// rustc refuses a second --sysroot instead of taking the last one.
std::vector<std::string> without_sysroot(std::vector<std::string> argv) {
  std::vector<std::string> kept;
  for (std::size_t i = 0; i < argv.size(); ++i) {
    if (argv[i] == "--sysroot") {
      ++i;  // and its value
    } else if (!is_sysroot(argv[i])) {
      kept.push_back(std::move(argv[i]));
    }
  }
  return kept;
}

}  // namespace

Expected<std::map<std::string, std::string>> encoded(const WrapperSettings& settings) {
  for (const std::string& argument : settings.arguments) {
    if (argument.find(separator) != std::string::npos) {
      return failure(ErrorKind::toolchain, "the argument `" + printable(argument) +
                                               "` for rustc has a control character in it");
    }
  }
  return std::map<std::string, std::string>{
      {target_variable, settings.target},
      {arguments_variable, joined(settings.arguments, std::string_view(&separator, 1))},
      {chain_variable, settings.chain}};
}

WrapperSettings decoded(const std::map<std::string, std::string>& environment) {
  WrapperSettings settings;
  settings.target = value_of(environment, target_variable);
  settings.chain = value_of(environment, chain_variable);
  std::string arguments = value_of(environment, arguments_variable);
  if (!arguments.empty()) settings.arguments = owned(split(arguments, separator));
  return settings;
}

std::vector<std::string> rewritten(std::vector<std::string> argv, const WrapperSettings& settings,
                                   const ReadArguments& read_arguments) {
  if (!settings.target.empty() && compiles_for(argv, settings.target, read_arguments)) {
    if (std::ranges::any_of(settings.arguments, is_sysroot)) {
      argv = without_sysroot(std::move(argv));
    }
    argv.insert(argv.end(), settings.arguments.begin(), settings.arguments.end());
  }
  if (!settings.chain.empty()) argv.insert(argv.begin(), settings.chain);
  return argv;
}

Expected<void> become_rustc(std::vector<std::string> argv,
                            const std::map<std::string, std::string>& environment) {
  if (argv.empty()) {
    return failure(ErrorKind::usage, "`" + std::string(wrapper_name) +
                                         "` is called by cargo, with the path of rustc first");
  }
  std::vector<std::string> words =
      rewritten(std::move(argv), decoded(environment), [](const std::string& path) {
        return host::read_file(path, argument_file_limit).value_or(std::string());
      });
  std::vector<char*> pointers;
  for (std::string& word : words) pointers.push_back(word.data());
  pointers.push_back(nullptr);
  ::execvp(pointers[0], pointers.data());
  return Failure(Error(ErrorKind::toolchain, "cannot start `" + words.front() + "` for cargo: " +
                                                 std::generic_category().message(errno))
                     .hint("check RUSTC_WRAPPER and `build.rustc-wrapper`"));
}

}  // namespace ashore::build
