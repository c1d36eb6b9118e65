// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "ashore/workflow/deliver.h"
#include "cli/answer.h"
#include "cli/device_options.h"
#include "cli/invocation.h"

namespace ashore::cli {

namespace {

struct BuildArguments {
  std::string project = ".";
  DeviceOptions device;
  BuildOptions build;
};

Expected<int> build(const BuildArguments& arguments, const Invocation& invocation,
                    const workflow::Surroundings& around) {
  build::Request request = request_of(arguments.build);
  request.project = arguments.project;
  request.default_run = false;
  request.command = invocation.after_dashes;
  TRY(require_command(request, "ashore build"));
  TRY_ASSIGN(TargetChoice target, target_of(arguments.device, arguments.build.target, around));
  for (const std::string& warning : target.warnings) around.reporter.warning(warning);
  TRY_ASSIGN(std::vector<Artifact> artifacts, workflow::build_for(request, target, around));

  nlohmann::json programs = nlohmann::json::array();
  for (const Artifact& artifact : artifacts) {
    if (invocation.json.empty()) std::printf("%s\n", artifact.path.c_str());
    nlohmann::json program = {{"name", artifact.name},
                              {"path", artifact.path.string()},
                              {"digest", hex(artifact.digest)},
                              {"bytes", artifact.size}};
    if (artifact.with_debug) program["with_debug"] = artifact.with_debug->string();
    programs.push_back(std::move(program));
  }
  if (invocation.json.empty()) return 0;
  TRY(write_json({{"version", 1}, {"target", to_json(target)}, {"artifacts", std::move(programs)}},
                 invocation.json));
  return 0;
}

}  // namespace

void add_build(CLI::App& root, Invocation& invocation) {
  auto arguments = std::make_shared<BuildArguments>();
  CLI::App* command = add_command(
      root, invocation, "build", "Build a project for a device and print where the programs are",
      "  ashore build --on root@192.168.1.1 --release\n"
      "  ashore build --for \"NETGEAR R7000\" --release\n"
      "  ashore build examples/hello --target armv7-unknown-linux-musleabi\n"
      "  ashore build --on root@192.168.1.1 --artifact src/lua -- make\n");
  set_usage(*command, "ashore build [OPTIONS] [PROJECT] --on DEVICE|--for MODEL|--target TRIPLE "
                      "[-- COMMAND]");
  command
      ->add_option("project", arguments->project,
                   "A cargo or CMake project, or the directory in which to run the command; "
                   "without: this directory")
      ->type_name("PROJECT");
  add_device_options(*command, arguments->device, true);
  add_build_options(*command, arguments->build);
  add_json(*command, invocation);
  command->callback([arguments, &invocation] {
    invocation.takes_words = true;
    invocation.action = [arguments, &invocation](const workflow::Surroundings& around) {
      return build(*arguments, invocation, around);
    };
  });
}

}  // namespace ashore::cli
