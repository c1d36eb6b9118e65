// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "ashore/workflow/deliver.h"
#include "ashore/workflow/tool_directory.h"
#include "cli/answer.h"
#include "cli/device_options.h"
#include "cli/invocation.h"

namespace ashore::cli {

namespace {

struct EnvArguments {
  DeviceOptions device;
  std::string target;
  std::string libc, glibc;  // what the tools are to link with
};

// For a POSIX shell's `eval`.
std::string quoted(const std::string& value) {
  std::string text = "'";
  for (char c : value) text += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return text + "'";
}

Expected<int> env(const EnvArguments& arguments, const Invocation& invocation,
                  const workflow::Surroundings& around) {
  TRY_ASSIGN(TargetChoice choice, target_of(arguments.device, arguments.target, around));
  TRY_ASSIGN(build::CrossTools tools, workflow::tool_directory(choice, around));
  build::Variables settings =
      build::build_variables(tools, host::variable(around.host, "XDG_DATA_DIRS"));
  // The tools ask for these each time that they are called.
  if (!arguments.libc.empty()) settings.emplace_back("ASHORE_LIBC", arguments.libc);
  if (!arguments.glibc.empty()) settings.emplace_back("ASHORE_GLIBC", arguments.glibc);
  if (arguments.libc == "device") settings.emplace_back("ASHORE_DEVICE", arguments.device.on);
  if (invocation.json.empty()) {
    std::printf("export PATH=%s:\"$PATH\"\n", quoted(tools.directory.string()).c_str());
    for (const auto& [name, value] : settings)
      std::printf("export %s=%s\n", name.c_str(), quoted(value).c_str());
    return 0;
  }
  nlohmann::json variables = nlohmann::json::object();
  for (const auto& [name, value] : settings) variables[name] = value;
  TRY(write_json({{"version", 1},
                  {"target", to_json(choice)},
                  {"path", tools.directory.string()},
                  {"variables", std::move(variables)}},
                 invocation.json));
  return 0;
}

}  // namespace

void add_env(CLI::App& root, Invocation& invocation) {
  auto arguments = std::make_shared<EnvArguments>();
  CLI::App* command = add_command(
      root, invocation, "env", "Print what a shell needs to build with a target's cross tools",
      "  eval \"$(ashore env --on root@192.168.1.1)\"; ./configure --host=\"$ASHORE_TARGET\" && "
      "make\n"
      "  eval \"$(ashore env --target aarch64-unknown-linux-musl)\"; cmake -S . -B build\n");
  set_usage(*command, "ashore env [OPTIONS] --on DEVICE|--for MODEL|--target TRIPLE");
  add_device_options(*command, arguments->device, true);
  command->add_option("--target", arguments->target, "The tools of this Rust target")
      ->type_name("TRIPLE");
  CLI::Option* libc =
      command
          ->add_option("--libc", arguments->libc,
                       "Link C with the shared libc of the device, or of a directory")
          ->type_name("device|DIRECTORY");
  command->add_option("--glibc", arguments->glibc, "Link C for every glibc from this version on")
      ->type_name("VERSION")
      ->excludes(libc);
  add_json(*command, invocation);
  command->callback([arguments, &invocation] {
    invocation.action = [arguments, &invocation](const workflow::Surroundings& around) {
      return env(*arguments, invocation, around);
    };
  });
}

}  // namespace ashore::cli
